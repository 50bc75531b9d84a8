// Passkeys: the browser asks its authenticator, the form carries the answer. Without this file people sign in by password and code.
for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const said = form.querySelector("[role=status]");
    try {
      const answer = await fetch(form.dataset.options, { method: "POST", body: new FormData(form) });
      if (!answer.ok) { throw new Error(`the node answered ${answer.status}`); }
      const options = await answer.json();
      const credential = form.dataset.passkey === "make"
        ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
        : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
      form.querySelector("[name=credential]").value = JSON.stringify(credential);
      form.submit();
    } catch (error) {
      said.textContent = `No passkey: ${error.message}. Passkeys need the node's name in the address (localhost or a domain, no number) and a browser that knows them.`;
    }
  });
}
