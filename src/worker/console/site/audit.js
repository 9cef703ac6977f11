// @ts-check
/** The audit trail: whether it is intact, and its last entries. */
import { ask, lookingKey } from "./api.js";
import { copy, errorNote, h, moment, number } from "./dom.js";

const shown = 12;

export function auditCard() {
  const verdict = h("p", { class: "selftest", role: "status" }, "Comparing trail and tables…");
  const rows = h("div", {});
  void read();
  async function read() {
    try {
      const { intact, rows: count, head, problems } = await ask("/v1/admin/audit/verify", { key: lookingKey() });
      verdict.className = `selftest ${intact ? "good" : "bad"}`;
      verdict.textContent = intact
        ? `Intact: ${number(count)} ${count === 1 ? "entry" : "entries"} in one chain of hashes, and the tables say the same.`
        : `Not intact: ${problems.join("; ")}`;
      if (count === 0) return;
      const page = await ask(`/v1/admin/audit?after=${Math.max(0, count - shown)}&limit=${shown}`, {
        key: lookingKey(),
      });
      rows.replaceChildren(
        h(
          "p",
          { class: "small" },
          "Last hash: ",
          h(
            "button",
            {
              type: "button",
              class: "digest",
              title: head,
              "aria-label": `${head.slice(0, 12)}, the last hash: copy it`,
              onclick: () => copy(head),
            },
            head.slice(0, 12),
          ),
          ". Keep it elsewhere: whoever rewrites the trail cannot rewrite your copy.",
        ),
        table(page.rows.reverse()),
      );
    } catch (error) {
      verdict.remove();
      rows.replaceChildren(errorNote(error));
    }
  }
  return h(
    "section",
    { class: "card", "aria-labelledby": "audit" },
    h("h2", { id: "audit" }, "Audit trail"),
    verdict,
    rows,
    h(
      "p",
      { class: "small" },
      "This is the deployment's own verdict. ",
      h("code", {}, "epure audit verify"),
      " comes to one on your machine.",
    ),
  );
}

/** @param {any[]} rows */
function table(rows) {
  return h(
    "div",
    { class: "wide", tabindex: 0, role: "group", "aria-label": "The last entries of the audit trail" },
    h(
      "table",
      {},
      h(
        "thead",
        {},
        h("tr", {}, ...["No.", "When", "Who", "What", "Of what"].map((name) => h("th", { scope: "col" }, name))),
      ),
      h(
        "tbody",
        {},
        ...rows.map((row) =>
          h(
            "tr",
            {},
            h("td", {}, row.seq),
            h("td", {}, moment(row.at)),
            h("td", {}, h("code", {}, row.who)),
            h("td", {}, row.action),
            h("td", { class: "why" }, short(row.subject)),
          ),
        ),
      ),
    ),
  );
}

/** Digests are long; tasks and key ids are not. @param {string} subject */
function short(subject) {
  return /^[0-9a-f]{64}$/.test(subject) ? subject.slice(0, 12) : subject;
}
