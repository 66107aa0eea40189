// A modal dialog that asks for a line or two of text.

import { CharactersLeft } from "./characters-left.js";
import { showDialog } from "../shared/dialog.js";
import { el } from "../shared/dom.js";
import { t } from "../shared/texts.js";

/**
 * @typedef {{title: string, label: string, confirm: string, initial?: string, note?: string, about?: HTMLElement[],
 *   most?: number}} Question
 * `about`: what the question is about. `most`: the most characters of the answer.
 */

/** @param {Element} near @param {Question} question @returns {Promise<string | null>} `null` if canceled */
export function ask(near, { title, label, confirm, initial = "", note = "", about = [], most }) {
  return new Promise((resolve) => {
    const input = el("textarea", { rows: 3, id: "ask-input", required: true, oninput: () => left.update(most) });
    input.value = initial;
    const left = new CharactersLeft(input);
    const form = el(
      "form",
      { method: "dialog", class: "ask" },
      el("h2", { id: "ask-title" }, title),
      note && el("p", { class: "note", role: "alert" }, note),
      about.length > 0 && el("div", { class: "ask-about", id: "ask-about" }, ...about),
      el("label", { for: "ask-input" }, label),
      input,
      left.element,
      el(
        "div",
        { class: "ask-buttons" },
        el("button", { type: "button", class: "button", onclick: () => dialog.close() }, t("dialogs.cancel")),
        el("button", { type: "submit", class: "button primary", value: "yes" }, confirm),
      ),
    );
    const dialog = el("dialog", { "aria-labelledby": "ask-title", "aria-describedby": about.length > 0 && "ask-about" }, form);
    dialog.addEventListener("close", () => {
      resolve(dialog.returnValue === "yes" ? input.value.trim() : null);
    });
    showDialog(dialog, near);
    left.update(most);
    input.focus();
  });
}
