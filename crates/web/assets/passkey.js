// Passkeys: what a page offers is handed to the browser's authenticator, and what that signed is sent as any form is.
// Where it cannot work the page says why, and no button is shown.
(() => {
  "use strict";
  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const letters = (words) => new TextEncoder().encode(words);

  // The key is asked for with its owner present, and kept by the authenticator with the account: no login is typed.
  const make = async (told) => {
    const made = await navigator.credentials.create({
      publicKey: {
        challenge: letters(told.challenge),
        rp: { id: told.domain, name: told.brand },
        user: { id: bytes(told.user), name: told.login, displayName: told.name || told.login },
        pubKeyCredParams: [-7, -8, -257].map((alg) => ({ type: "public-key", alg })),
        excludeCredentials: told.known.map((id) => ({ type: "public-key", id: bytes(id) })),
        authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
        attestation: "none",
        timeout: 240000,
      },
    });
    return { client_data: text(made.response.clientDataJSON), attestation: text(made.response.attestationObject) };
  };
  const show = async (told) => {
    const shown = await navigator.credentials.get({
      publicKey: { challenge: letters(told.challenge), rpId: told.domain, userVerification: "required", timeout: 240000 },
    });
    const { clientDataJSON, authenticatorData, signature, userHandle } = shown.response;
    return {
      credential: text(shown.rawId),
      client_data: text(clientDataJSON),
      authenticator_data: text(authenticatorData),
      signature: text(signature),
      user: userHandle ? text(userHandle) : "",
    };
  };

  document.querySelectorAll("form[data-passkey]").forEach((form) => {
    const { passkey, challenge, origin, elsewhere, unsupported, givenUp, known, failed } = form.dataset;
    const button = form.querySelector("button");
    const said = form.querySelector("[data-said]");
    const tell = (words) => {
      said.textContent = words;
      said.hidden = !words;
    };
    if (window.location.origin !== origin) {
      tell(elsewhere);
      return;
    }
    if (!window.PublicKeyCredential || !navigator.credentials) {
      tell(unsupported);
      return;
    }
    button.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      button.disabled = true;
      tell("");
      try {
        const answer = await fetch(`${challenge}?for=${passkey}`, { headers: { accept: "application/json" } });
        if (!answer.ok) throw new Error(answer.statusText);
        const told = await answer.json();
        const filled = await (passkey === "add" ? make(told) : show(told));
        Object.entries(filled).forEach(([name, value]) => {
          form.elements.namedItem(name).value = value;
        });
        form.submit();
      } catch (error) {
        const words = { NotAllowedError: givenUp, AbortError: givenUp, InvalidStateError: known };
        tell(words[error.name] || failed);
        button.disabled = false;
      }
    });
  });
})();
