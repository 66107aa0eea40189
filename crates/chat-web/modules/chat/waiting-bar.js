// The bar of a chat in which messages wait for an answer: since when, and that none is needed (R4).

import { el, keepFocus, setText } from "../shared/dom.js";
import { t } from "../shared/texts.js";
import { moment } from "../shared/times.js";

export class WaitingBar {
  #since = el("span", {});
  #noAnswer;
  element;

  /** @param {import("../client/visit-model.js").VisitModel} model @param {string} chat
   * @param {{read: () => void, failed: (problem: {message: string}) => void}} on `read`: counts what is on the screen as read */
  constructor(model, chat, { read, failed }) {
    this.model = model;
    this.chat = chat;
    this.read = read;
    this.failed = failed;
    this.#noAnswer = el("button", { type: "button", class: "button small", onclick: () => this.#needsNone() }, t("chat.noAnswerNeeded"));
    this.element = el("div", { class: "waiting-bar", hidden: true }, this.#since, this.#noAnswer);
  }

  /** @param {any} chat as the view shows it; `null` if it is not listed @param {HTMLElement} next gets the focus of a bar that ends */
  update(chat, next) {
    keepFocus(this.element, () => (this.element.hidden = !chat?.waiting), () => [next]);
    if (!chat?.waiting) return;
    setText(this.#since, t("chat.waitingSince", { time: moment(chat.waiting.since) }));
    this.#noAnswer.hidden = !this.model.view?.records_no_answer_needed;
  }

  /** Ends the wait of the messages that were on the screen; later ones still wait. */
  async #needsNone() {
    const { model, chat } = this;
    this.read();
    const through = model.seenThrough(chat);
    const waiting = model.chat(chat)?.waiting;
    if (!waiting) return;
    if (through < waiting.number) return this.failed({ message: t("chat.readFirst") });
    await model.api.put(`${model.chatPath(chat)}/no-answer-needed`, { through }).catch(this.failed);
  }
}
