// The messages of one chat, oldest first, scrolled to the newest unless the person reads earlier ones.

import { el, reconcile, setText } from "./dom.js";
import { makeMessage, makePending, updateMessage, updatePending } from "./message-item.js";

/** How near the end counts as being at the end, in pixels. */
const NEAR = 40;

export class MessageList {
  #list = el("ol", { class: "messages" });
  #empty = el("p", { class: "empty" });
  #earlier = el(
    "button",
    { type: "button", class: "button small earlier", hidden: true, onclick: () => this.#loadEarlier() },
    "Load earlier messages",
  );
  #loading = false;

  /**
   * @param {import("./visit-model.js").VisitModel} model @param {string} chat
   * @param {string} label @param {(problem: Error) => void} failed
   */
  constructor(model, chat, label, failed) {
    this.model = model;
    this.chat = chat;
    this.failed = failed;
    this.element = el(
      "div",
      { class: "chat-log", role: "log", "aria-live": "polite", "aria-label": label, tabindex: "0" },
      this.#earlier,
      this.#empty,
      this.#list,
    );
    this.element.addEventListener("scroll", () => {
      if (this.element.scrollTop < NEAR && this.model.hasEarlier(this.chat)) this.#loadEarlier();
    });
    // A picture that has arrived takes room.
    this.element.addEventListener("load", () => this.#stick && this.toEnd(), true);
  }

  #stick = true;

  /** @param {string | null} refusal why the chat can't be read */
  update(refusal) {
    const { element } = this;
    this.#stick = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
    const messages = this.model.messages(this.chat);
    const pending = this.model.outbox.of(this.chat);
    this.#earlier.hidden = !this.model.hasEarlier(this.chat);
    const none = messages.length + pending.length === 0;
    setText(this.#empty, none ? (refusal ?? "No messages yet.") : "");
    const items = [...messages, ...pending];
    const isMessage = (item) => "message" in item;
    reconcile(
      this.#list,
      items,
      (item) => item.message ?? item.client_id,
      (item) => (isMessage(item) ? makeMessage(this.model, item) : makePending(item)),
      (li, item) =>
        isMessage(item)
          ? updateMessage(li, this.model, item, this.failed)
          : updatePending(li, this.model, item),
    );
    if (this.#stick) this.toEnd();
  }

  toEnd() {
    this.element.scrollTop = this.element.scrollHeight;
  }

  async #loadEarlier() {
    if (this.#loading) return;
    this.#loading = true;
    const { element } = this;
    const fromEnd = element.scrollHeight - element.scrollTop;
    element.setAttribute("aria-busy", "true");
    await this.model.loadEarlier(this.chat).catch(this.failed);
    element.scrollTop = element.scrollHeight - fromEnd;
    element.removeAttribute("aria-busy");
    this.#loading = false;
  }
}
