// Brings the counts of a round up to date without reloading the page; without this script a link does.
(() => {
  const section = document.querySelector("[data-watch]");
  if (!section) return;
  // A silence of ten seconds is to be told within fifteen.
  const PAUSE = 4_000;
  let timer;
  // For browsers that ask for a policy: a page of this site, of which nothing is run.
  const trusted = window.trustedTypes?.createPolicy("cs2survey-watch", {
    createHTML: (page) => page,
  });
  const parsed = (page) =>
    new DOMParser().parseFromString(trusted ? trusted.createHTML(page) : page, "text/html");

  const put = (fresh) => {
    for (const part of section.querySelectorAll("[data-part]")) {
      const other = fresh.querySelector(`[data-part="${part.dataset.part}"]`);
      if (part.innerHTML === other.innerHTML) continue;
      part.hidden = other.hidden;
      // Told only when it has changed: the summary is read out.
      part.replaceChildren(...other.childNodes);
    }
  };

  const ask = async () => {
    clearTimeout(timer);
    if (document.hidden) return;
    try {
      const reply = await fetch(section.dataset.watch);
      if (reply.redirected || reply.status === 404) return location.reload();
      if (reply.ok) {
        const fresh = parsed(await reply.text()).querySelector("[data-watch]");
        if (!fresh || fresh.dataset.state !== section.dataset.state) return location.reload();
        put(fresh);
      }
    } catch {
      // The server is away for a moment: ask again.
    }
    // One timer, though the page may have come to the front while this was asked.
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  };

  document.addEventListener("visibilitychange", ask);
  timer = setTimeout(ask, PAUSE);
})();
