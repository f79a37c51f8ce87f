// Brings up the next question of a seminar; without this script the page is loaded again and again.
(() => {
  const page = document.querySelector("[data-seminar]");
  if (!page) return;
  const PAUSE = 1_500;
  // Phones that loaded the page together do not ask together for ever.
  const SPREAD = 1_000;
  const known = `"${page.dataset.number}"`;
  let timer;

  const ask = async () => {
    clearTimeout(timer);
    if (document.hidden) return;
    try {
      const reply = await fetch(page.dataset.seminar, { headers: { "If-None-Match": known } });
      if (reply.ok || reply.status === 404) return location.replace(page.dataset.page);
    } catch {
      // The server is away for a moment: ask again.
    }
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE + Math.random() * SPREAD);
  };

  document.addEventListener("visibilitychange", ask);
  timer = setTimeout(ask, PAUSE + Math.random() * SPREAD);
})();
