// @ts-check
/** The signature, checked again in this browser: arithmetic that anybody can repeat, with a key the reader chooses. */
import { digest as digestButton, h, say } from "./dom.js";

const encoder = new TextEncoder();

/** @param {any} provenance */
export function signatureCard(provenance) {
  const results = h("ul", { class: "checks" });
  const pem = h("textarea", { id: "pem", rows: 4, spellcheck: "false", placeholder: "-----BEGIN PUBLIC KEY-----" });
  void listingChecks(provenance).then((checks) => results.append(...checks.map(line)));
  const check = async () => {
    const verdict = await signatureCheck(provenance, pem.value).catch((error) => ({
      good: false,
      says: /** @type {Error} */ (error).message,
    }));
    results.querySelector(".by-key")?.remove();
    const item = line(verdict);
    item.classList.add("by-key");
    results.append(item);
    say(verdict.good ? "The signature verifies." : "The signature does not verify.");
  };
  return h(
    "section",
    { class: "card", "aria-labelledby": "signature" },
    h("h2", { id: "signature" }, "Signature"),
    h(
      "p",
      {},
      "Signed by the key ",
      digestButton(provenance.signed_by, "the signing key"),
      ", which this deployment trusts. Do not take its word for it:",
    ),
    h("div", { role: "status" }, results),
    h(
      "details",
      {},
      h("summary", {}, "Verify with a public key of your own"),
      h("p", { class: "field" }, h("label", { for: "pem" }, "Public key (PEM)"), pem),
      h("p", {}, h("button", { type: "button", onclick: check }, "Verify in this browser")),
    ),
    h(
      "details",
      {},
      h("summary", {}, `The ${provenance.files.length} signed files`),
      h(
        "div",
        { class: "wide", tabindex: 0, role: "region", "aria-label": "Signed files" },
        h(
          "table",
          {},
          h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "File"), h("th", { scope: "col" }, "SHA-256"))),
          h(
            "tbody",
            {},
            ...provenance.files.map((/** @type {any} */ file) =>
              h("tr", {}, h("th", { scope: "row" }, file.name), h("td", {}, h("code", {}, file.sha256))),
            ),
          ),
        ),
      ),
    ),
  );
}

/** @param {{ good: boolean, says: string }} check */
function line({ good, says }) {
  return h("li", { class: good ? "good" : "bad" }, says);
}

/** @param {any} provenance */
async function listingChecks(provenance) {
  const all = new Uint8Array(provenance.files.length * 32);
  for (const [at, file] of provenance.files.entries()) all.set(fromHex(file.sha256), at * 32);
  const root = toHex(await crypto.subtle.digest("SHA-256", all));
  const statement = JSON.parse(new TextDecoder().decode(fromBase64(provenance.signature.dsseEnvelope.payload)));
  const listed = new Map(statement.predicate.resources.map((/** @type {any} */ one) => [one.name, one.digest]));
  const same =
    listed.size === provenance.files.length &&
    provenance.files.every((/** @type {any} */ file) => listed.get(file.name) === file.sha256);
  return [
    {
      good: root === provenance.digest,
      says:
        root === provenance.digest
          ? "The bundle's name is the digest of its files (recomputed here)."
          : `The files give the digest ${root}, not the bundle's name.`,
    },
    {
      good: statement.subject[0].digest.sha256 === provenance.digest,
      says: "The signed statement speaks of this very digest.",
    },
    { good: same, says: "The signed statement lists these files with these digests, and no others." },
  ];
}

/** DSSE: the signature is over "DSSEv1 <length> <type> <length> <payload>". @param {any} provenance @param {string} pem */
async function signatureCheck(provenance, pem) {
  const body = pem.replace(/-----(BEGIN|END) PUBLIC KEY-----/g, "").replace(/\s/g, "");
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  let key;
  try {
    key = await crypto.subtle.importKey("spki", fromBase64(body), algorithm, false, ["verify"]);
  } catch {
    return { good: false, says: "This is no public key on P-256 in PEM form." };
  }
  const { payload, payloadType, signatures } = provenance.signature.dsseEnvelope;
  const bytes = fromBase64(payload);
  const head = encoder.encode(`DSSEv1 ${encoder.encode(payloadType).length} ${payloadType} ${bytes.length} `);
  const signed = new Uint8Array(head.length + bytes.length);
  signed.set(head);
  signed.set(bytes, head.length);
  const good = await crypto.subtle.verify(algorithm, key, rawOf(fromBase64(signatures[0].sig)), signed);
  return {
    good,
    says: good
      ? "The signature verifies with your key (checked here)."
      : "The signature does not verify with your key.",
  };
}

/** ASN.1 DER of (r, s) -> both as 32 bytes, as WebCrypto wants them. @param {Uint8Array<ArrayBuffer>} der */
function rawOf(der) {
  const raw = new Uint8Array(64);
  let at = 2;
  for (const end of [32, 64]) {
    const length = der[at + 1] ?? 0;
    const value = der.subarray(at + 2, at + 2 + length);
    const digits = value[0] === 0 ? value.subarray(1) : value;
    raw.set(digits, end - digits.length);
    at += 2 + length;
  }
  return raw;
}

/** @param {string} text */
function fromBase64(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
/** @param {string} hex */
function fromHex(hex) {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}
/** @param {ArrayBuffer} buffer */
function toHex(buffer) {
  return Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
