// Forms that carry a passkey: before one is sent, the browser makes (create) or shows (get, sign-in) a credential.
// The options stand in the page, or are fetched for the sign-in page, which may be old by the time they are needed.
const possible = "credentials" in navigator && window.PublicKeyCredential?.parseRequestOptionsFromJSON;

async function optionsOf(form) {
  const written = document.getElementById("passkey-options");
  if (written) return JSON.parse(written.textContent);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`The options were answered with ${answer.status}`);
  return answer.json();
}

function created(form, { creation_options: { publicKey } }) {
  const alone = form.elements.passwordless.checked;
  const chosen = {
    ...publicKey.authenticatorSelection,
    residentKey: alone ? "required" : "discouraged",
    requireResidentKey: alone,
    ...(alone && { userVerification: "required" }),
  };
  const options = { ...publicKey, authenticatorSelection: chosen };
  return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) });
}

function shown({ request_options: { publicKey } }) {
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) });
}

function say(form, reason) {
  const notice = form.querySelector("[data-passkey-error]");
  notice.querySelector("p").textContent = notice.dataset[reason];
  notice.hidden = false;
}

async function send(form) {
  form.querySelector("[data-passkey-error]").hidden = true;
  const options = await optionsOf(form);
  const credential = await (form.dataset.passkey === "create" ? created(form, options) : shown(options));
  form.elements.credential.value = JSON.stringify(credential.toJSON());
  form.submit();
}

const REASONS = {
  NotAllowedError: "refused",
  AbortError: "refused",
  InvalidStateError: "known",
  SecurityError: "impossible",
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-passkey]")) return;
  event.preventDefault();
  if (!possible) say(form, "impossible");
  else send(form).catch((error) => say(form, REASONS[error.name] ?? "failed"));
});
