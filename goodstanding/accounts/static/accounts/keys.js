/* Security keys: asks the browser for one, puts its answer into the form, sends the form. */
(() => {
  "use strict";
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const known = (list) => (list || []).map((key) => ({ ...key, id: bytes(key.id) }));

  function creation(options) {
    return {
      ...options,
      challenge: bytes(options.challenge),
      user: { ...options.user, id: bytes(options.user.id) },
      excludeCredentials: known(options.excludeCredentials),
    };
  }

  function request(options) {
    return { ...options, challenge: bytes(options.challenge), allowCredentials: known(options.allowCredentials) };
  }

  function answer(key) {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (key.response[name]) response[name] = text(key.response[name]);
    }
    if (key.response.getTransports) response.transports = key.response.getTransports();
    return {
      type: key.type,
      id: key.id,
      rawId: text(key.rawId),
      authenticatorAttachment: key.authenticatorAttachment,
      response,
      clientExtensionResults: key.getClientExtensionResults(),
    };
  }

  async function ask(form, data) {
    const said = data.creation_options || data.request_options;
    const key = data.creation_options
      ? await navigator.credentials.create({ publicKey: creation(said.publicKey) })
      : await navigator.credentials.get({ publicKey: request(said.publicKey) });
    form.querySelector("[name=credential]").value = JSON.stringify(answer(key));
    form.submit();
  }

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("form[data-key]").forEach((form) => {
      const data = JSON.parse(document.getElementById(form.dataset.key).textContent);
      const told = form.querySelector("[data-key-failed]");
      form.querySelector("[data-key-button]").addEventListener("click", () => {
        told.hidden = true;
        ask(form, data).catch(() => { told.hidden = false; });
      });
    });
  });
})();
