// Shows one slide at a time, its parts one after the other. Without this script all slides stand
// below each other. Nothing is fetched, so that a room without a connection loses nothing.
(() => {
  const main = document.querySelector("[data-presentation]");
  const slides = main ? [...main.querySelectorAll(".slide")] : [];
  if (!slides.length) return;
  const page = document.documentElement;
  const blank = main.querySelector("[data-blank]");
  const last = (slide) => Number(slide.dataset.stages);
  // The slide and how many of its parts are seen; no slide while nothing is presented.
  let number = -1;
  let stage = 0;

  const show = () => {
    const presenting = number >= 0;
    page.classList.toggle("presenting", presenting);
    main.querySelector("[data-steps]").hidden = !presenting;
    slides.forEach((slide, place) => {
      slide.classList.toggle("current", place === number);
      if (presenting) slide.dataset.stage = place === number ? stage : 0;
      else delete slide.dataset.stage;
    });
    blank.hidden = true;
  };

  const begin = () => {
    [number, stage] = [0, 0];
    show();
    slides[0].querySelector("h2").focus();
    page.requestFullscreen?.().catch(() => {});
  };

  const end = () => {
    number = -1;
    show();
    if (document.fullscreenElement) document.exitFullscreen();
    main.querySelector("[data-act=begin]").focus();
  };

  const go = (place, at) => {
    [number, stage] = [place, at];
    show();
    slides[place].querySelector("h2").focus();
  };

  const hide = () => {
    blank.hidden = !blank.hidden;
  };

  const next = () => {
    if (!blank.hidden) return hide();
    if (stage < last(slides[number])) {
      stage += 1;
      show();
    } else if (number + 1 < slides.length) go(number + 1, 0);
  };

  const back = () => {
    if (!blank.hidden) return hide();
    if (stage > 0) {
      stage -= 1;
      show();
    } else if (number > 0) go(number - 1, last(slides[number - 1]));
  };

  const acts = { begin, next, back, hide };
  const keys = {
    ArrowRight: next, ArrowDown: next, PageDown: next,
    ArrowLeft: back, ArrowUp: back, PageUp: back,
    Home: () => go(0, 0), End: () => go(slides.length - 1, 0),
    b: hide, B: hide, ".": hide, Escape: end,
  };

  main.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act]");
    if (button) acts[button.dataset.act]();
  });
  addEventListener("keydown", (event) => {
    const plain = !event.ctrlKey && !event.altKey && !event.metaKey;
    if (number < 0 || !plain || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  // Escape leaves the full screen without a key being seen here.
  document.addEventListener("fullscreenchange", () => {
    if (!document.fullscreenElement && number >= 0) end();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && number >= 0) blank.hidden = false;
  });
  main.querySelector("[data-controls]").hidden = false;
})();
