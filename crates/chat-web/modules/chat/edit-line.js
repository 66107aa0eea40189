// The line above what is written in place of a message that may be stored.

import { el, setText } from "../shared/dom.js";
import { shortened } from "./shortened.js";
import { t } from "../shared/texts.js";

export class EditLine {
  #words = el("span", { class: "edit-words" });
  #model;
  #chat;
  element;

  /** @param {import("../client/visit-model.js").VisitModel} model @param {string} chat */
  constructor(model, chat) {
    this.#model = model;
    this.#chat = chat;
    const separate = el("button", { type: "button", class: "button small", onclick: () => this.#separate() }, t("composer.separate"));
    this.element = el("div", { class: "edit-line", role: "status", hidden: true }, this.#words, separate);
  }

  update() {
    const edit = this.#model.outbox.edits.of(this.#chat);
    this.element.hidden = edit === null;
    if (!edit) return;
    const { text, files } = edit.attempts[0];
    const quoted = shortened(text) || files.map(({ name }) => name).join(", ");
    setText(this.#words, edit.stored ? t("composer.corrects", { text: quoted }) : t("composer.replaces", { text: quoted }));
  }

  /** What is written becomes a message beside the other one. */
  #separate() {
    this.#model.outbox.edits.take(this.#chat);
    this.#model.changed(this.#chat);
  }
}
