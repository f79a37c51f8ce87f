// Shows what is typed into the fields of a passphrase, on demand; both are hidden again when sent.
(() => {
  const box = document.querySelector("[data-shows-passphrase]");
  const fields = [...document.querySelectorAll("[data-passphrase]")];
  if (!box || !fields.length) return;
  const show = (shown) => fields.forEach((field) => (field.type = shown ? "text" : "password"));
  box.addEventListener("change", () => show(box.checked));
  box.form.addEventListener("submit", () => show(false));
  box.checked = false;
  box.parentElement.hidden = false;
})();
