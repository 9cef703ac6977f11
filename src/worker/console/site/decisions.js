// @ts-check
/** What the guard decided, over time: counts only, there is no text to show. */
import { ask, lookingKey, Problem } from "./api.js";
import { errorNote, h, number, percent, s } from "./dom.js";

const ranges = { "the last hour": 60, "the last day": 1440, "the last week": 10_080, "the last 30 days": 43_200 };
const acted = ["flagged", "masked", "blocked"];

/** @param {string} task */
export function decisionsOf(task) {
  const id = `range-${task}`;
  const body = h("div", { "aria-live": "polite" });
  const choice = h(
    "select",
    { id, onchange: () => void draw() },
    ...Object.entries(ranges).map(([name, minutes]) => h("option", { value: minutes }, name)),
  );
  async function draw() {
    try {
      const counts = await ask(`/v1/admin/guard/${task}/counts?minutes=${choice.value}`, { key: lookingKey() });
      body.replaceChildren(...describe(counts));
    } catch (error) {
      const missing = error instanceof Problem && error.status === 404;
      body.replaceChildren(
        missing ? h("p", {}, "This deployment keeps no counts of what its guard decides.") : errorNote(error),
      );
    }
  }
  void draw();
  return h(
    "div",
    { class: "decisions" },
    h("h3", {}, "Guard decisions"),
    h(
      "p",
      { class: "range" },
      h("label", { for: id }, "Show "),
      choice,
      h("button", { type: "button", onclick: () => void draw() }, "Refresh"),
    ),
    body,
  );
}

/** @param {any} counts @returns {HTMLElement[]} */
function describe(counts) {
  if (counts.items === 0) return [h("p", { class: "small" }, "No text was judged in this time.")];
  const rules = byRule(counts.counts);
  return [
    h(
      "p",
      {},
      `${number(counts.items)} judged, ${number(counts.acted)} acted upon (${percent(counts.acted / counts.items, 2)}).`,
    ),
    chart(counts),
    h(
      "p",
      { class: "legend" },
      h("span", { class: "swatch acted" }),
      "flagged, masked or blocked",
      h("span", { class: "swatch passed" }),
      "passed",
      h("span", {}, `one bar: ${span(counts.step_minutes)}`),
    ),
    rules.length > 0
      ? h(
          "table",
          { class: "narrow" },
          h("thead", {}, h("tr", {}, ...["Rule", "Decision", "Texts"].map((name) => h("th", { scope: "col" }, name)))),
          h(
            "tbody",
            {},
            ...rules
              .slice(0, 8)
              .map((row) =>
                h(
                  "tr",
                  {},
                  h("th", { scope: "row" }, h("code", {}, row.rule)),
                  h("td", {}, row.decision),
                  h("td", {}, number(row.count)),
                ),
              ),
          ),
        )
      : h("p", { class: "small" }, "No rule fired."),
    ...(counts.bursts.length > 0
      ? [
          h(
            "p",
            {},
            `${counts.bursts.length} ${counts.bursts.length === 1 ? "text came" : "texts came"} again and again; the most frequent ${number(counts.bursts[0].count)} times (keyed hash `,
            h("code", {}, counts.bursts[0].hash.slice(0, 12)),
            ").",
          ),
        ]
      : []),
  ];
}

/** @param {{ rule: string, decision: string, count: number }[]} rows */
function byRule(rows) {
  /** @type {Map<string, { rule: string, decision: string, count: number }>} */
  const sums = new Map();
  for (const { rule, decision, count } of rows) {
    if (rule === "*") continue;
    const known = sums.get(`${rule} ${decision}`) ?? { rule, decision, count: 0 };
    known.count += count;
    sums.set(`${rule} ${decision}`, known);
  }
  return [...sums.values()].sort((a, b) => b.count - a.count);
}

/** One bar a step: what was acted upon stands at the bottom, what passed above it. @param {any} counts */
function chart({ minutes, step_minutes, series, items, acted: touched }) {
  // Drawn at the width it is shown at, about: text that is scaled down cannot be read.
  const narrow = matchMedia("(max-width: 40rem)").matches;
  const [width, height, left, bottom, top] = [narrow ? 330 : 720, 170, narrow ? 30 : 44, 22, 8];
  const steps = Math.ceil(minutes / step_minutes);
  const end = Math.floor(Date.now() / 60_000) + 1;
  const start = end - minutes;
  const bars = Array.from({ length: steps }, () => ({ acted: 0, passed: 0 }));
  for (const { from, decision, count } of series) {
    const bar = bars[Math.min(steps - 1, Math.max(0, Math.floor((Date.parse(from) / 60_000 - start) / step_minutes)))];
    if (bar) bar[acted.includes(decision) ? "acted" : "passed"] += count;
  }
  const most = Math.max(1, ...bars.map((bar) => bar.acted + bar.passed));
  const room = height - top - bottom;
  const slot = (width - left) / steps;
  const drawn = bars.flatMap((bar, at) => {
    // What was acted upon never vanishes beside what passed.
    const low = bar.acted === 0 ? 0 : Math.max(3, (bar.acted / most) * room);
    const high = (bar.passed / most) * room;
    const x = (left + at * slot + 1).toFixed(1);
    const wide = Math.max(1, slot - 2).toFixed(1);
    return [
      low > 0 &&
        s("rect", { class: "acted", x, y: (height - bottom - low).toFixed(1), width: wide, height: low.toFixed(1) }),
      high > 0 &&
        s("rect", {
          class: "passed",
          x,
          y: Math.max(top, height - bottom - low - high).toFixed(1),
          width: wide,
          height: high.toFixed(1),
        }),
    ];
  });
  /** @param {number} minute */
  const when = (minute) =>
    new Date(minute * 60_000).toLocaleString(
      undefined,
      minutes > 1440 ? { day: "numeric", month: "short" } : { hour: "2-digit", minute: "2-digit" },
    );
  return h(
    "div",
    { class: "chart" },
    s(
      "svg",
      {
        viewBox: `0 0 ${width} ${height}`,
        role: "img",
        "aria-label": `Texts judged over time: ${items} in all, ${touched} acted upon, at most ${most} in ${span(step_minutes)}`,
      },
      s("text", { x: left - 6, y: top + 10, "text-anchor": "end" }, number(most)),
      s("text", { x: left - 6, y: height - bottom, "text-anchor": "end" }, "0"),
      s("line", { x1: left, x2: width, y1: height - bottom, y2: height - bottom }),
      ...drawn,
      s("text", { x: left, y: height - 5 }, when(start)),
      s("text", { x: width, y: height - 5, "text-anchor": "end" }, "now"),
    ),
  );
}

/** @param {number} minutes */
function span(minutes) {
  if (minutes < 60) return minutes === 1 ? "one minute" : `${minutes} minutes`;
  return `${number(minutes / 60)} hours`;
}
