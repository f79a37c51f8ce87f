// Shows the form for a passkey, which only a script can ask the browser for, and says if none came.
(() => {
  const form = document.querySelector("form[data-passkey]");
  if (!form || !window.PublicKeyCredential) return;
  const trouble = form.querySelector("[data-trouble]");
  const ids = { credential: "passkey-credential", data: "passkey-data" };
  form.hidden = false;
  if (form.dataset.passkey === "add") {
    window.allauth.webauthn.forms.addForm({ ids: { ...ids, add: "passkey" } });
  } else {
    window.allauth.webauthn.forms.authenticateForm({ ids: { ...ids, authenticate: "passkey" } });
  }
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    trouble.hidden = false;
  });
})();
