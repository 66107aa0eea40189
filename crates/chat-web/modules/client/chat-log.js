// The loaded messages of one chat, oldest first. An arrival at the end costs the same however many there are.

/** @typedef {import("./wire.js").Message} Message */
/** @typedef {import("./wire.js").MessagePage} MessagePage */

export class ChatLog {
  /** @type {Map<string, Message>} */ #byId = new Map();
  /** Ordered by number. Read only.
   * @type {Message[]} */
  messages = [];
  /** The last entry number received, for resuming. */
  last = 0;
  /** The first loaded entry number.
   * @type {number | null} */
  first = null;
  /** Whether there are earlier ones. */
  more = false;

  /** @param {MessagePage} page */
  replace(page) {
    this.#byId = new Map(page.messages.map((message) => [message.message, message]));
    this.#sort();
    this.last = page.last ?? 0;
    this.first = page.first ?? null;
    this.more = page.more;
  }

  /** @param {MessagePage} page */
  addEarlier(page) {
    for (const message of page.messages) {
      // Messages received live in the meantime are newer than the page.
      if (!this.#byId.has(message.message)) this.#byId.set(message.message, message);
    }
    this.#sort();
    this.first = page.first ?? this.first;
    this.more = page.more;
  }

  /** @param {number} number
   * @param {Message} message */
  upsert(number, message) {
    const known = this.#byId.has(message.message);
    this.#byId.set(message.message, message);
    if (known) this.messages[indexOf(this.messages, message.number)] = message;
    else if ((this.messages.at(-1)?.number ?? 0) < message.number) this.messages.push(message);
    else this.messages.splice(indexOf(this.messages, message.number), 0, message);
    this.last = Math.max(this.last, number);
    this.first ??= message.number;
  }

  #sort() {
    this.messages = [...this.#byId.values()].sort((a, b) => a.number - b.number);
  }
}

/** The index of the first message that is not before this number.
 * @param {Message[]} messages ordered by number
 * @param {number} number */
export function indexOf(messages, number) {
  let [low, high] = [0, messages.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (messages[middle].number < number) low = middle + 1;
    else high = middle;
  }
  return low;
}
