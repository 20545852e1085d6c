// Passkeys: the browser asks the device, the form carries the answer. Loaded on the pages that
// need it; without it, or without a device, passwords and codes work.

const BINARY = ["challenge", "id"];

function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function decode(value, key = "", within = "") {
  if (typeof value === "string") {
    // The site's own id is a host name; every other one is bytes.
    return BINARY.includes(key) && within !== "rp" ? bytes(value) : value;
  }
  if (Array.isArray(value)) return value.map((one) => decode(one, "", key));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, decode(one, name, key)]),
  );
}

function encode(credential) {
  const { response } = credential;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const answer = {};
  for (const part of parts) if (response[part]) answer[part] = text(response[part]);
  if (response.getTransports) answer.transports = response.getTransports();
  return {
    type: credential.type,
    id: credential.id,
    rawId: text(credential.rawId),
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: answer,
  };
}

async function optionsOf(form) {
  const written = document.getElementById("passkey-options");
  if (written) return JSON.parse(written.textContent);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}

async function ask(form) {
  const options = await optionsOf(form);
  if (form.dataset.passkey === "create") {
    const { publicKey } = decode(options.creation_options);
    // A passkey that logs in by itself lives on the device and knows its owner.
    publicKey.authenticatorSelection = {
      ...publicKey.authenticatorSelection,
      residentKey: "required",
      requireResidentKey: true,
      userVerification: "required",
    };
    return navigator.credentials.create({ publicKey });
  }
  return navigator.credentials.get(decode(options.request_options));
}

async function send(event) {
  event.preventDefault();
  const form = event.currentTarget;
  const trouble = form.querySelector("[data-passkey-trouble]");
  trouble.hidden = true;
  try {
    const credential = await ask(form);
    form.elements.credential.value = JSON.stringify(encode(credential));
    form.submit();
  } catch {
    trouble.hidden = false;
    trouble.focus();
  }
}

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", send);
  }
  for (const note of document.querySelectorAll("[data-passkey-absent]")) note.hidden = true;
}
