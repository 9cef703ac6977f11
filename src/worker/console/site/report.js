// @ts-check
/**
 * The report of a bundle inside this page. It is signed, but it is still a page from elsewhere: it is parsed without
 * being run, and rebuilt element by element from a closed list. Nothing that is not on the list survives: no script, no
 * style, no link, no address.
 */

const html =
  "main section header h1 h2 h3 p div span table caption thead tbody tr th td details summary code pre strong em ul ol li dl dt dd figure figcaption small br".split(
    " ",
  );
const svg = "svg g title desc rect line circle path polyline polygon text tspan".split(" ");
const plain = ["class", "scope", "colspan", "rowspan", "role", "aria-label", "aria-hidden"];
const drawn =
  "viewBox x y x1 x2 y1 y2 cx cy r rx width height d points transform text-anchor dominant-baseline class role aria-label aria-hidden".split(
    " ",
  );

/** Parsing is not running, but browsers ask for a policy where a string becomes a document. */
const policy = /** @type {any} */ (globalThis).trustedTypes?.createPolicy("epure-report", {
  createHTML: (/** @type {string} */ text) => text,
});

/** @param {string} page @returns {Node[]} what stands in its main element, without its heading */
export function readReport(page) {
  // Its style sheet would be blocked anyway; taken out first, the browser has nothing to complain of.
  const bare = page.replace(/<style>[^<]*<\/style>/g, "");
  const parsed = new DOMParser().parseFromString(policy ? policy.createHTML(bare) : bare, "text/html");
  const main = parsed.querySelector("main") ?? parsed.body;
  return [...main.childNodes].filter((node) => node.nodeName !== "HEADER").flatMap(rebuilt);
}

/** @param {Node} node @returns {Node[]} */
function rebuilt(node) {
  if (node.nodeType === Node.TEXT_NODE) return [document.createTextNode(node.textContent ?? "")];
  if (!(node instanceof Element)) return [];
  // A heading without a word is none: screen readers would announce it.
  const name = node.localName === "th" && node.textContent?.trim() === "" ? "td" : node.localName;
  const isSvg = node.namespaceURI === "http://www.w3.org/2000/svg";
  if (!(isSvg ? svg : html).includes(name)) return [];
  const copy = document.createElementNS(isSvg ? "http://www.w3.org/2000/svg" : "http://www.w3.org/1999/xhtml", name);
  for (const attribute of node.attributes) {
    if (name === "td" && attribute.name === "scope") continue;
    if ((isSvg ? drawn : plain).includes(attribute.name)) copy.setAttribute(attribute.name, attribute.value);
  }
  if (copy.classList.contains("wide")) {
    copy.setAttribute("tabindex", "0");
    copy.setAttribute("role", "group");
    copy.setAttribute("aria-label", "A wide table");
  }
  if (name === "figure") copy.setAttribute("tabindex", "0");
  copy.append(...[...node.childNodes].flatMap(rebuilt));
  return [copy];
}
