// Passkeys: asks the browser's authenticator and sends its answer with the form. Without it the form stays hidden.
"use strict";
(() => {
  if (!window.PublicKeyCredential) return;

  const toBytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
  };
  const toText = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const withIds = (list) => (list || []).map((one) => ({ ...one, id: toBytes(one.id) }));

  const ask = async (verb, publicKey) => {
    const options = { ...publicKey, challenge: toBytes(publicKey.challenge) };
    if (verb === "create") {
      options.user = { ...options.user, id: toBytes(options.user.id) };
      options.excludeCredentials = withIds(options.excludeCredentials);
      return navigator.credentials.create({ publicKey: options });
    }
    options.allowCredentials = withIds(options.allowCredentials);
    return navigator.credentials.get({ publicKey: options });
  };

  const plain = (made) => {
    const said = made.response;
    const response = { clientDataJSON: toText(said.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (said[name]) response[name] = toText(said[name]);
    }
    if (said.getTransports) response.transports = said.getTransports();
    return {
      id: made.id, rawId: toText(made.rawId), type: made.type, response,
      clientExtensionResults: made.getClientExtensionResults(),
    };
  };

  const optionsOf = async (form) => {
    if (form.dataset.options) return JSON.parse(form.dataset.options).publicKey;
    const answer = await fetch(form.dataset.ask, {
      headers: { "X-Requested-With": "XMLHttpRequest", Accept: "application/json" }, credentials: "same-origin",
    });
    if (!answer.ok) throw new Error("no challenge");
    return (await answer.json()).request_options.publicKey;
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    const failed = form.querySelector("[data-passkey-failed]");
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      failed.hidden = true;
      try {
        const made = await ask(form.dataset.passkey, await optionsOf(form));
        form.elements.credential.value = JSON.stringify(plain(made));
        form.submit();
      } catch {
        failed.hidden = false;
        failed.focus();
      }
    });
  }
})();
