// What screen readers announce of a chat: each message that arrives, once. The list itself announces nothing: its
// elements come and go as the reader moves, and change with every mark.

import { el } from "../shared/dom.js";
import { t } from "../shared/texts.js";
import { participant, plainName } from "../shared/words.js";

/** How long a line stays, in milliseconds: screen readers have it by then. */
const STAYS = 10_000;

/** How many messages are read out when more arrive together. */
const MOST = 3;

export class Announcer {
  /** The number of the newest message that was announced, or was there before; `null` before the chat is loaded.
   * @type {number | null} */
  #through = null;
  element = el("div", { class: "visually-hidden", role: "log", "aria-live": "polite", "aria-relevant": "additions" });

  /** @param {import("../client/visit-model.js").VisitModel} model @param {string} chat */
  update(model, chat) {
    const messages = model.messages(chat);
    // What was retracted, corrected or renamed since is not there to be read again.
    for (const line of [...this.element.children]) {
      const { about } = line.dataset;
      const known = about && messages.findLast((m) => m.message === about);
      if (about && (!known || known.retraction || words(model.view, known) !== line.textContent)) line.remove();
    }
    if (!model.hasLoaded(chat)) return;
    const newest = messages.at(-1)?.number ?? 0;
    // What was there when the page was opened is not news.
    const through = this.#through ?? newest;
    this.#through = Math.max(through, newest);
    const arrived = [];
    for (let at = messages.length - 1; at >= 0 && messages[at].number > through; at--) arrived.unshift(messages[at]);
    const others = arrived.filter((m) => m.author !== model.view?.me && !m.retraction);
    if (others.length > MOST) return this.#add(t("messages.arrived", { count: others.length }), "");
    for (const message of others) this.#add(words(model.view, message), message.message);
  }

  /** @param {string} sentence */
  say(sentence) {
    this.#add(sentence, "");
  }

  #add(text, about) {
    const line = el("p", { "data-about": about }, text);
    this.element.append(line);
    setTimeout(() => line.remove(), STAYS);
  }
}

/** @param {any} view @param {any} message */
function words(view, { author, text, files }) {
  const attached = files.map(({ is_image, name }) => (is_image ? t("messages.picture", { name }) : t("messages.file", { name })));
  return t("messages.announced", { name: plainName(participant(view, author)), text: [text, ...attached].filter(Boolean).join(". ") });
}
