// One chat as an overseer reads it (M5): the messages up to when it was last asked for. It is not kept up to date.

/** Messages per request. */
const PAGE = 50;

/** What a list of messages asks of a `VisitModel`, without a view: an overseer takes no part in the visit. */
export class OverseenChat extends EventTarget {
  /** Without actions, so that every message is only shown. */
  ended = true;
  /** @type {any[]} */ #messages = [];
  /** @type {number | null} */ #first = null;
  more = false;
  view = { me: null, participants: [], keeps_read_marks: false };

  /** @param {import("../client/api.js").Api} api @param {string} visit @param {string} chat @param {string} reason */
  constructor(api, visit, chat, reason) {
    super();
    this.api = api;
    this.visit = visit;
    this.chatKey = chat;
    this.reason = reason;
  }

  get path() {
    return `/visits/${encodeURIComponent(this.visit)}`;
  }

  /** Reads the newest messages, or those before what was read. Each reading is recorded with the reason. */
  async read() {
    const page = await this.api.post(`${this.path}/chats/${encodeURIComponent(this.chatKey)}/oversight`, {
      reason: this.reason,
      limit: PAGE,
      ...(this.#first !== null && { before: this.#first }),
    });
    this.#messages = [...page.messages, ...this.#messages];
    this.#first = page.first;
    this.more = page.more;
    this.#know(page.people);
    this.dispatchEvent(new Event("change"));
  }

  messages() {
    return this.#messages;
  }

  /** The people of all pages. The second identifier tells namesakes apart. */
  #know(people) {
    const shown = people.map((p) => ({ ...p, qualifier: p.second_identifier }));
    const known = new Map([...this.view.participants, ...shown].map((p) => [p.person, p]));
    this.view = { ...this.view, participants: [...known.values()] };
  }
}
