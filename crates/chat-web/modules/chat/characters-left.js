// How many characters a field still takes, near its limit: beside it, and announced from time to time.

import { el, setText } from "../shared/dom.js";
import { t } from "../shared/texts.js";

/** From how many characters left they are counted on the screen. */
const NEAR = 200;

/** At how many characters left that is announced; and once when there are too many. */
const STEPS = [-1, 10, 50, 100, NEAR];

/** How long the announced words stay, in milliseconds: screen readers have them by then. */
const STAYS = 5_000;

/** What the server removes from a text before it counts: invisible characters that are copied with it. */
const COPIED = /[\u00AD\u200B\u202A-\u202C\u2060-\u2064\u2066-\u206F\uFEFF]/gu;

let fields = 0;

export class CharactersLeft {
  #shown = el("p", { class: "left", id: `characters-left-${++fields}` });
  #said = el("span", { class: "visually-hidden", role: "status" });
  /** The last step that was reached. */
  #step = Infinity;
  #timer = 0;
  #input;
  element = el("div", { class: "characters-left" }, this.#shown, this.#said);

  /** @param {HTMLTextAreaElement} input is described by the words */
  constructor(input) {
    this.#input = input;
    input.setAttribute("aria-describedby", this.id);
  }

  /** The id of the words. @returns {string} */
  get id() {
    return this.#shown.id;
  }

  /** The field's text or its limit may have changed. @param {number | undefined} most */
  update(most) {
    const { value } = this.#input;
    // Without this, a long text would be counted with every key.
    const isNear = most !== undefined && value.length > most - NEAR;
    const left = isNear ? most - [...value.replace(COPIED, "").trim()].length : Infinity;
    this.#shown.classList.toggle("over", left < 0);
    const words = left > NEAR ? "" : left >= 0 ? t("composer.left", { count: left }) : t("composer.over", { count: -left });
    setText(this.#shown, words);
    const step = STEPS.find((most) => left <= most) ?? Infinity;
    if (step < this.#step) this.#say(words);
    this.#step = step;
  }

  #say(words) {
    setText(this.#said, words);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => setText(this.#said, ""), STAYS);
  }
}
