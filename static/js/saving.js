// Saves each mark as it is made, and leaves a page only when all of it is saved. Without this
// script the form saves the page as a whole. What is unsent is kept in the page and nowhere else.
(() => {
  const form = document.getElementById("answers");
  const line = document.querySelector("[data-saving]");
  if (!form || !line || !window.fetch || !window.AbortController) return;
  const PATIENCE = 15; // Seconds, as are the pauses before one tries again.
  const PAUSES = [1, 2, 4, 8, 15, 30];
  const TYPING_PAUSE = 2;
  const LONGEST_KEEPALIVE = 60000;
  const LONGEST_BUTTON = 40;
  const WIDEST_CHARACTER = 9; // As encoded, for each of the places that maxlength counts.

  const encoded = (name, value) => new URLSearchParams([[name, value]]).toString().length + 1;
  const entries = () => Array.from(new FormData(form).entries());
  const answers = () => JSON.stringify(entries().filter(([name]) => name !== "base"));

  // --- What is sent: of one length, whatever was answered ---------------------------------------

  const values = (control) => {
    if (control.tagName === "SELECT") return Array.from(control.options, (option) => option.value);
    return [control.value];
  };

  const longest = (control) => {
    const lengths = values(control).map((value) => encoded(control.name, value));
    if (control.tagName !== "TEXTAREA") return Math.max(...lengths);
    return Math.max(lengths[0], encoded(control.name, "") + control.maxLength * WIDEST_CHARACTER);
  };

  const fullest = () => {
    const most = {};
    for (const control of form.elements) {
      if (control.name && control.type !== "submit") {
        most[control.name] = Math.max(most[control.name] || 0, longest(control));
      }
    }
    return Object.values(most).reduce((sum, length) => sum + length, LONGEST_BUTTON);
  };

  const packed = (button) => {
    const body = new URLSearchParams(entries());
    if (button && button.name) body.append(button.name, button.value);
    const room = fullest() - body.toString().length - encoded("padding", "");
    body.append("padding", "0".repeat(Math.max(room, 0)));
    return body;
  };

  // --- Sending ----------------------------------------------------------------------------------

  // What was sent and not answered is repeated as it was: it may have arrived.
  let pending = null;
  let saved = answers();
  let wish = null; // The button that was pressed, to be followed once all is saved.
  let busy = false;
  let leaving = false;
  let failures = 0;
  let timer = 0;

  const isUnsent = () => pending !== null || answers() !== saved;
  const say = (text) => {
    if (line.textContent !== text) line.textContent = text;
  };

  // Resolves to null where there was no answer, or none that lasts: then one tries again.
  const post = async (body) => {
    const patience = new AbortController();
    const clock = setTimeout(() => patience.abort(), PATIENCE * 1000);
    try {
      const reply = await fetch(form.getAttribute("action"), {
        method: "POST",
        body,
        headers: { Accept: "application/json" },
        redirect: "manual",
        keepalive: body.toString().length < LONGEST_KEEPALIVE,
        signal: patience.signal,
      });
      if (reply.status >= 500) return null;
      const understood = reply.status === 200 || reply.status === 422;
      return { status: reply.status, ...(understood ? await reply.json() : {}) };
    } catch {
      return null;
    } finally {
      clearTimeout(clock);
    }
  };

  // For what only a page can say: that the code is gone, the round closed, an answer to be mended.
  const submitForm = (button) => {
    leaving = true;
    if (button && button.name) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name: button.name, value: button.value });
      form.append(field);
    }
    form.submit();
  };

  const tryAgainLater = () => {
    const pause = PAUSES[Math.min(failures, PAUSES.length - 1)];
    failures += 1;
    pending.button = wish = null; // Nobody is led away later, in the middle of something else.
    say(line.dataset.away);
    timer = setTimeout(save, pause * 1000);
  };

  const saveNext = async () => {
    if (!pending) {
      pending = { answers: answers(), body: packed(wish), button: wish };
      wish = null;
    }
    const reply = await post(pending.body);
    if (!reply) return tryAgainLater();
    const { button } = pending;
    const toBeMended = reply.status === 422 || reply.again;
    if (!reply.base || (button && toBeMended)) return submitForm(button || wish);
    form.elements.base.value = reply.base;
    saved = pending.answers;
    pending = null;
    failures = 0;
    if (button && !isUnsent()) {
      leaving = true;
      return location.assign(reply.next);
    }
    if (wish || isUnsent()) return saveNext();
    say(reply.status === 422 ? line.dataset.incomplete : line.dataset.saved);
  };

  const save = async () => {
    if (busy || leaving || !(wish || isUnsent())) return;
    busy = true;
    clearTimeout(timer);
    if (!failures) say(""); // "Saved." is not said of a mark that is on its way.
    await saveNext();
    busy = false;
  };

  // --- Taking a mark back ------------------------------------------------------------------------

  const makeButton = (none) => {
    const button = document.createElement("button");
    const item = none.closest("fieldset").querySelector("legend").firstElementChild;
    Object.assign(button, { type: "button", className: "none", textContent: line.dataset.clear });
    button.setAttribute("aria-label", `${line.dataset.clear}: ${item.textContent}`);
    button.addEventListener("click", () => {
      none.checked = true;
      form.elements[none.name][0].focus(); // The button is gone with the mark.
      save();
    });
    none.parentElement.hidden = true;
    none.parentElement.after(button);
  };

  form.querySelectorAll(".none input").forEach(makeButton);
  form.addEventListener("change", save);
  form.addEventListener("input", (event) => {
    if (event.target.tagName !== "TEXTAREA") return;
    clearTimeout(event.target.typing);
    event.target.typing = setTimeout(save, TYPING_PAUSE * 1000);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const { submitter = document.activeElement } = event;
    wish = submitter && submitter.tagName === "BUTTON" ? submitter : { name: "" };
    save();
  });
  addEventListener("online", save);
  addEventListener("beforeunload", (event) => {
    if (leaving || !isUnsent()) return;
    event.preventDefault();
    event.returnValue = "";
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
})();
