// Who is typing (R5): the signals of others, shown for a few seconds, and this person's own. Never the text.

/** How long a signal is shown, in milliseconds. */
const SHOWN = 6_000;
/** The shortest time between two of this person's signals in a chat, in milliseconds. */
const EVERY = 3_000;

/** The people who are typing in a visit. */
export class Typists {
  /** By chat, in the order in which they began.
   * @type {Map<string, Map<string, {timer: number, as: string}>>} */
  #chats = new Map();

  /**
   * @param {(chat: string, person: string) => string} circumstances what the view says about them: a signal is
   *   not shown beyond a change of it, such as a departure or a lock
   * @param {(chat: string) => void} changed
   */
  constructor(circumstances, changed) {
    this.circumstances = circumstances;
    this.changed = changed;
  }

  /** @param {string} chat
   * @returns {string[]} the people */
  in(chat) {
    return [...(this.#chats.get(chat)?.keys() ?? [])];
  }

  /** A signal has arrived.
   * @param {string} chat
   * @param {string} person */
  signal(chat, person) {
    const typists = this.#chats.get(chat) ?? new Map();
    this.#chats.set(chat, typists);
    const known = typists.get(person);
    clearTimeout(known?.timer);
    const timer = setTimeout(() => this.forget(chat, person), SHOWN);
    typists.set(person, { timer, as: this.circumstances(chat, person) });
    if (!known) this.changed(chat);
  }

  /** @param {string} chat
   * @param {string} person */
  forget(chat, person) {
    const typists = this.#chats.get(chat);
    clearTimeout(typists?.get(person)?.timer);
    if (typists?.delete(person)) this.changed(chat);
  }

  /** Forgets everyone in a chat.
   * @param {string} chat */
  empty(chat) {
    for (const person of this.in(chat)) this.forget(chat, person);
  }

  /** The view has changed. */
  review() {
    for (const [chat, typists] of this.#chats) {
      for (const [person, { as }] of typists) if (as !== this.circumstances(chat, person)) this.forget(chat, person);
    }
  }

  clear() {
    for (const chat of this.#chats.keys()) this.empty(chat);
  }
}

/** This person's own signals. */
export class OwnTyping {
  /** When each chat's last one was sent.
   * @type {Map<string, number>} */
  #sent = new Map();

  /** @param {(chat: string) => void} send */
  constructor(send) {
    this.send = send;
  }

  /** The text in a chat's composer has changed.
   * @param {string} chat */
  typed(chat) {
    const now = performance.now();
    if (now - (this.#sent.get(chat) ?? -EVERY) < EVERY) return;
    this.#sent.set(chat, now);
    this.send(chat);
  }
}
