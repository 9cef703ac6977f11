/** Small pages without scripts: what a person sees who follows the address of a problem or of the reference. */
import type { Context } from "hono";

/** Nothing from elsewhere, no script at all. */
const policy = "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}

/** `code` in a text of ours becomes an element; everything else is text. */
export function prose(text: string): string {
  return escapeHtml(text).replace(/`([^`]+)`/g, "<code>$1</code>");
}

export function page(c: Context, title: string, body: string): Response {
  return c.body(
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title><link rel="stylesheet" href="/reference.css"></head><body><main>${body}</main></body></html>`,
    200,
    {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": policy,
      "cache-control": "public, max-age=300",
      vary: "accept",
    },
  );
}
