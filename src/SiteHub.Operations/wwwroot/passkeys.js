// Passkeys (WebAuthn level 3). The forms are hidden until it is known that the browser can do this.
const forms = document.querySelectorAll("form[data-passkey]");

async function options(form) {
  const response = await fetch(form.dataset.options, { method: "POST", body: new FormData(form) });
  if (!response.ok) throw new Error("The hub answered " + response.status);
  return response.json();
}

function send(form, credential) {
  form.elements.credential.value = JSON.stringify(credential.toJSON());
  form.submit();
}

function refused(form, error) {
  // The person closed the browser's dialogue, or another request took its place: nothing to report.
  if (error.name === "AbortError" || error.name === "NotAllowedError") return;
  form.querySelector("[role=alert]").hidden = false;
}

let waiting;

async function get(form, mediation) {
  waiting?.abort();
  waiting = new AbortController();
  try {
    const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(await options(form));
    send(form, await navigator.credentials.get({ publicKey, mediation, signal: waiting.signal }));
  } catch (error) {
    refused(form, error);
  }
}

async function create(form) {
  try {
    const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(await options(form));
    send(form, await navigator.credentials.create({ publicKey }));
  } catch (error) {
    refused(form, error);
  }
}

if (window.PublicKeyCredential?.parseRequestOptionsFromJSON) {
  for (const form of forms) {
    form.hidden = false;
    form.querySelector("button").addEventListener("click", () => form.dataset.passkey === "get" ? get(form) : create(form));
    // Offered among the addresses that the browser proposes, without a click on the button.
    if (form.dataset.passkey === "get" && await PublicKeyCredential.isConditionalMediationAvailable?.()) get(form, "conditional");
  }
}
