// Passkeys: the browser makes or uses a key, and the form takes what it says to the server.
// Without this script, or in browsers without passkeys, the form stays hidden; other ways are offered beside it.

const BYTES = new Set(["challenge", "id"]);

function bytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

// The server writes byte strings as base64url; the browser wants bytes. The site's own id ("rp") stays a text.
function readable(value, key = "") {
  if (Array.isArray(value)) return value.map((one) => readable(one));
  if (value && typeof value === "object") {
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => [name, key === "rp" ? one : readable(one, name)]),
    );
  }
  return BYTES.has(key) ? bytes(value) : value;
}

function writable(credential) {
  const { response } = credential;
  const said = { clientDataJSON: text(response.clientDataJSON) };
  for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[part]) said[part] = text(response[part]);
  }
  if (response.getTransports) said.transports = response.getTransports();
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    clientExtensionResults: {},
    response: said,
  });
}

async function ask(form) {
  const token = form.elements.csrfmiddlewaretoken.value;
  const answer = await fetch(form.dataset.passkey, { method: "POST", headers: { "X-CSRFToken": token } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  const publicKey = readable(await answer.json());
  return publicKey.rp ? navigator.credentials.create({ publicKey }) : navigator.credentials.get({ publicKey });
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  (form.closest("[data-passkey-place]") ?? form).hidden = false;
  form.addEventListener("submit", async (event) => {
    const field = form.elements.credential;
    if (field.value || !form.reportValidity()) return;
    event.preventDefault();
    const failed = form.querySelector("[data-passkey-failed]");
    failed.hidden = true;
    form.setAttribute("aria-busy", "true");
    try {
      field.value = writable(await ask(form));
      form.submit();
    } catch {
      field.value = "";
      failed.hidden = false;
      failed.focus();
    } finally {
      form.removeAttribute("aria-busy");
    }
  });
}
