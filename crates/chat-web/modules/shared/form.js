// A form in a modal dialog. What the server refuses is shown at the field that it is about, and nothing typed is lost.

import { showDialog } from "./dialog.js";
import { el, setText } from "./dom.js";
import { t } from "./texts.js";

let number = 0;

/** A labeled control with a hint, and the reason why its value was refused. */
export class Field {
  #note = el("p", { class: "note", role: "alert", id: `field-note-${++number}` });
  element;

  /** @param {any} control an input, text area or select
   * @param {string} label @param {string} [hint] */
  constructor(control, label, hint = "") {
    const id = `field-${number}`;
    this.control = control;
    control.id = id;
    control.setAttribute("aria-describedby", `${id}-hint ${this.#note.id}`);
    control.addEventListener("input", () => this.refuse(""));
    const isCheck = control.type === "checkbox";
    const named = el("label", { for: id }, label);
    this.element = el(
      "div",
      { class: isCheck ? "field check" : "field" },
      ...(isCheck ? [control, named] : [named, control]),
      el("p", { class: "field-hint", id: `${id}-hint` }, hint),
      this.#note,
    );
  }

  get value() {
    return this.control.value.trim();
  }

  /** Shows why the value was refused; empty if it was not. @param {string} why */
  refuse(why) {
    setText(this.#note, why);
    if (why) this.control.setAttribute("aria-invalid", "true");
    else this.control.removeAttribute("aria-invalid");
  }
}

/** A line of text. @param {string} label @param {{value?: string, hint?: string, required?: boolean}} [options] */
export function lineField(label, { value = "", hint, required = false } = {}) {
  const input = el("input", { type: "text", autocomplete: "off", spellcheck: "false", required });
  input.value = value;
  return new Field(input, label, hint);
}

/** The reason for an act. @param {string} label */
export function reasonField(label) {
  return new Field(el("textarea", { rows: 3, required: true }), label);
}

/**
 * Shows the form until it was sent or canceled.
 * @param {Element} near
 * @param {{title: string, about?: string[], fields: Field[], confirm: string, send: () => Promise<void>, sent?: () => void,
 *   placeOf?: (code: string) => Field | undefined}} form
 *   `send` throws a problem, which is shown at the field that `placeOf` says its code is about; `sent` is called once the form
 *   no longer covers what is behind it
 */
export function showForm(near, { title, about = [], fields, confirm, send, sent, placeOf }) {
  const note = el("p", { class: "note", role: "alert" });
  const submit = el("button", { type: "submit", class: "button primary" }, confirm);
  const submitted = async (event) => {
    event.preventDefault();
    for (const field of fields) field.refuse("");
    setText(note, "");
    submit.disabled = true;
    try {
      await send();
      dialog.close();
      sent?.();
    } catch (problem) {
      const field = placeOf?.(problem.code);
      if (field) field.refuse(problem.message);
      else setText(note, problem.message);
      submit.disabled = false;
      (field?.control ?? submit).focus();
    }
  };
  const dialog = el(
    "dialog",
    { "aria-labelledby": "form-title" },
    el(
      "form",
      { class: "ask", onsubmit: submitted },
      el("h2", { id: "form-title" }, title),
      ...about.map((sentence) => el("p", {}, sentence)),
      ...fields.map(({ element }) => element),
      note,
      el(
        "div",
        { class: "ask-buttons" },
        el("button", { type: "button", class: "button", onclick: () => dialog.close() }, t("dialogs.cancel")),
        submit,
      ),
    ),
  );
  showDialog(dialog, near);
}
