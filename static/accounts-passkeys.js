// Passkeys. Without this script, or in a browser without passkeys, their buttons stay hidden and codes work as ever.
// A form says what it is for: data-passkey="sign-in" (fetches its options), "confirm" or "make" (data-options).
(() => {
  "use strict";
  if (!window.PublicKeyCredential || !navigator.credentials) return;

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

  // The server writes bytes as base64url; the browser wants them as bytes, and the other way round.
  const fromServer = ({ publicKey }) => {
    const opened = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));
    const options = { ...publicKey, challenge: bytes(publicKey.challenge) };
    if (publicKey.user) options.user = { ...publicKey.user, id: bytes(publicKey.user.id) };
    if (publicKey.excludeCredentials) options.excludeCredentials = opened(publicKey.excludeCredentials);
    if (publicKey.allowCredentials) options.allowCredentials = opened(publicKey.allowCredentials);
    return { publicKey: options };
  };
  const toServer = (credential) => {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[name]) response[name] = text(credential.response[name]);
    }
    return JSON.stringify({
      id: credential.id, rawId: text(credential.rawId), type: credential.type, response,
      authenticatorAttachment: credential.authenticatorAttachment || undefined,
      clientExtensionResults: credential.getClientExtensionResults(),
    });
  };

  const optionsOf = async (form) => {
    if (form.dataset.options) return JSON.parse(form.dataset.options);
    const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error("no options");
    return (await answer.json()).request_options;
  };

  const ask = async (form) => {
    const options = fromServer(await optionsOf(form));
    const make = form.dataset.passkey === "make";
    return make ? navigator.credentials.create(options) : navigator.credentials.get(options);
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const fault = form.querySelector("[data-passkey-fault]");
      fault.hidden = true;
      try {
        form.elements.credential.value = toServer(await ask(form));
        form.submit(); // does not raise the event again
      } catch {
        fault.hidden = false;
      }
    });
  }
})();
