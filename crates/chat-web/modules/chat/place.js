// Where a person reads a chat: kept for this tab, so that a reload, or closing the window and opening it again, leads back
// to it. At the end of the chat, there is nothing to keep.

import { keep, kept } from "../client/tab-store.js";

/** The most pages of earlier messages that are loaded to find a place. */
const MAX_PAGES = 20;

export class Place {
  /** The place is only kept once the last one was found again. @type {"unknown" | "seeking" | "found"} */ #state = "unknown";

  /** What the list showed when the kept place could not be loaded: that place stays until the person scrolls from there.
   * @type {number | null | undefined} */
  #instead;

  /** @param {import("../client/visit-model.js").VisitModel} model @param {string} chat
   * @param {import("./message-list.js").MessageList} list */
  constructor(model, chat, list) {
    this.model = model;
    this.chat = chat;
    this.list = list;
  }

  /** Whether the list shows what the person reads. */
  get isFound() {
    return this.#state === "found";
  }

  get #key() {
    return `visit-chat.place.${this.model.view.me}.${this.model.visit}.${this.chat}`;
  }

  /** To be called when messages have arrived, and when the list was scrolled or came into sight. */
  update() {
    const { model, chat, list } = this;
    if (!model.view || !model.hasLoaded(chat) || !list.isInSight) return;
    if (this.#state === "unknown") this.#find();
    else if (this.#state === "found" && list.top !== this.#instead) this.#keep(list.top);
  }

  async #find() {
    const number = kept(this.#key);
    this.#state = "seeking";
    if (number !== null) {
      let isLoaded = false;
      await this.list.toMessage(number, async () => {
        await this.#load(number);
        isLoaded = true;
      });
      if (!isLoaded) this.#instead = this.list.top;
    }
    this.#state = "found";
  }

  /** @param {number} number */
  async #load(number) {
    const { model, chat } = this;
    const isMissing = () => model.hasEarlier(chat) && (model.messages(chat)[0]?.number ?? Infinity) > number;
    for (let page = 0; page < MAX_PAGES && isMissing(); page++) await model.loadEarlier(chat);
  }

  /** @param {number | null} number */
  #keep(number) {
    this.#instead = undefined;
    if (kept(this.#key) !== number) keep(this.#key, number);
  }
}
