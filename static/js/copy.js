// Copy, print and save for the return code. Without this script the code can still be selected.
(() => {
  const code = document.getElementById("return-code");
  const actions = document.querySelector("[data-code-actions]");
  if (!code || !actions) return;
  const status = document.querySelector("[data-code-status]");
  const text = () => code.textContent.trim();

  const select = () => getSelection().selectAllChildren(code);

  const copy = async (button) => {
    select();
    try {
      await navigator.clipboard.writeText(text());
    } catch {
      if (!document.execCommand("copy")) return;
    }
    button.textContent = status.textContent = button.dataset.done;
  };

  const save = (button) => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text() + "\n"], { type: "text/plain" }));
    link.download = button.dataset.filename;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  };

  const does = { copy, save, print: () => window.print() };
  actions.addEventListener("click", (event) => {
    const button = event.target.closest("[data-action]");
    if (button) does[button.dataset.action](button);
  });
  actions.hidden = false;
})();
