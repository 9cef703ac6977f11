// @ts-check
import { key, remembered, setKeys } from "./api.js";
import { h } from "./dom.js";

/** The dialog in which keys are entered. @param {() => void} changed */
export function keyDialog(changed) {
  const caller = field("caller", "Key for asking the models", key("caller"), "epure_…", [
    "Scope classify. ",
    h("code", {}, "npm start"),
    " prints a demo key.",
  ]);
  const operator = field("operator", "Operator key, only for moving releases", key("operator"), "optional", [
    "Scope operator. ",
    h("code", {}, "npm start"),
    " keeps one in ",
    h("code", {}, ".epure/dev/keys.json"),
    ".",
  ]);
  const remember = h("input", { type: "checkbox", id: "remember", checked: remembered() || key("caller") === "" });
  const dialog = h(
    "dialog",
    { "aria-labelledby": "keys-title" },
    h(
      "form",
      {
        method: "dialog",
        onsubmit: () => {
          setKeys({ caller: caller.input.value.trim(), operator: operator.input.value.trim() }, remember.checked);
          changed();
        },
      },
      h("h2", { id: "keys-title" }, "API keys"),
      caller.row,
      operator.row,
      h("p", { class: "check" }, remember, h("label", { for: "remember" }, "Remember in this tab until it is closed")),
      h(
        "p",
        { class: "small" },
        "Keys go to this origin in a header and nowhere else: no address, no cookie, no lasting storage.",
      ),
      h(
        "p",
        { class: "actions" },
        h("button", { type: "submit", class: "primary" }, "Use these keys"),
        h(
          "button",
          {
            type: "button",
            onclick: () => {
              setKeys({ caller: "", operator: "" }, false);
              dialog.close();
              changed();
            },
          },
          "Forget both",
        ),
        h("button", { type: "button", onclick: () => dialog.close() }, "Cancel"),
      ),
    ),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  caller.input.focus();
}

/** @param {string} name @param {string} label @param {string} value @param {string} placeholder @param {import("./dom.js").Child[]} hint */
function field(name, label, value, placeholder, hint) {
  const id = `key-${name}`;
  const input = h("input", {
    id,
    type: "password",
    value,
    placeholder,
    autocomplete: "off",
    spellcheck: "false",
    "aria-describedby": `${id}-hint`,
  });
  return {
    input,
    row: h(
      "p",
      { class: "field" },
      h("label", { for: id }, label),
      input,
      h("span", { class: "small", id: `${id}-hint` }, hint),
    ),
  };
}

/** What a view shows where it has no key. @param {string} what @param {() => void} open */
export function needsKey(what, open) {
  return h(
    "section",
    { class: "empty" },
    h("h2", {}, "One key, and it is alive"),
    h("p", {}, what),
    h("p", {}, h("button", { type: "button", class: "primary", onclick: open }, "Enter an API key")),
    h(
      "p",
      { class: "small" },
      "On this machine: ",
      h("code", {}, "npm start"),
      " prints a demo key. Elsewhere: ask the operator of this deployment.",
    ),
  );
}
