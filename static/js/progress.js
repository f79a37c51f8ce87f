// Follows the worker without reloading the page; without this script the page reloads itself.
(() => {
  const box = document.querySelector("[data-progress]");
  if (!box) return;
  const bar = box.querySelector("progress");
  const step = box.querySelector("[data-step]");
  const trouble = box.querySelector("[data-trouble]");
  const ask = async () => {
    try {
      const reply = await fetch(box.dataset.progress, { headers: { Accept: "application/json" } });
      // Signed out meanwhile: the page says so.
      if (reply.redirected) return location.reload();
      const work = await reply.json();
      bar.value = work.percent;
      if (step.textContent !== work.step) step.textContent = work.step;
      trouble.hidden = !work.trouble;
      if (trouble.textContent !== work.trouble) trouble.textContent = work.trouble;
      if (!work.running) return location.reload();
    } catch {
      // The server is away for a moment: ask again.
    }
    setTimeout(ask, 1000);
  };
  setTimeout(ask, 500);
})();
