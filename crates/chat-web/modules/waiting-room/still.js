// Keeps the rows of a list where they are while the pointer or the keyboard's focus rests on one: a click must not meet
// another visit (P6).

import { isCovered } from "../shared/dialog.js";

/** How long after the pointer has left rows may move, in milliseconds: a tap becomes a click after its finger has left. */
const RELEASE = 400;

/** How soon after rows have moved a tap may have been meant for another row, in milliseconds. */
const AIMED = 400;

export class Still {
  #list;
  #isPointed = false;
  /** What is under the pointer, and its place in the window. @type {{element: Element, top: number} | null} */ #held = null;
  #width = 0;
  #release = 0;
  #movedAt = -Infinity;
  #isTooSoon = false;

  /**
   * @param {HTMLElement} list @param {HTMLElement[]} around what can grow above the list
   * @param {() => void} released called once rows may move again @param {AbortSignal} signal
   */
  constructor(list, around, released, signal) {
    this.#list = list;
    list.addEventListener("pointerover", ({ target }) => this.#point(/** @type {Element} */ (target)));
    list.addEventListener("pointerleave", () => {
      this.#release = setTimeout(() => this.#leave(released), RELEASE);
    });
    list.addEventListener("focusout", () => setTimeout(released, RELEASE));
    list.addEventListener("pointerdown", ({ pointerType }) => {
      this.#isTooSoon = pointerType === "touch" && performance.now() - this.#movedAt < AIMED;
    });
    const ignore = (event) => {
      if (!this.#isTooSoon) return;
      this.#isTooSoon = false;
      event.stopPropagation();
      event.preventDefault();
    };
    list.addEventListener("click", ignore, true);
    addEventListener("scroll", () => this.#remember(), { capture: true, passive: true, signal });
    // After the layout and before the screen is drawn.
    const growth = new ResizeObserver(() => this.stay());
    for (const element of [list, ...around]) growth.observe(element);
    signal.addEventListener("abort", () => {
      growth.disconnect();
      clearTimeout(this.#release);
    });
  }

  /** Whether rows must stay where they are. A menu belongs to its row, and after a dialog the person returns to a row. */
  get holds() {
    return this.#isPointed || isCovered() || this.#list.matches(":has(:focus-visible, [aria-haspopup][aria-expanded='true'])");
  }

  /** Rows have changed places. */
  moved() {
    this.#movedAt = performance.now();
  }

  /** Nothing is kept in its place: the person has asked for other rows. */
  release() {
    this.#held = null;
    this.#list.style.padding = "";
  }

  /** @param {Element} element */
  #point(element) {
    clearTimeout(this.#release);
    this.#isPointed = true;
    const held = element.closest("button") ?? element.closest("article");
    this.#held = held && { element: held, top: 0 };
    this.#remember();
  }

  #remember() {
    this.#width = this.#list.clientWidth;
    if (this.#held) this.#held.top = this.#held.element.getBoundingClientRect().top;
  }

  /** What is under the pointer stays there when something above it has grown or shrunk. Called after every change, since a
   * click may come before the screen is drawn. */
  stay() {
    const held = this.#held;
    if (!held?.element.isConnected) return;
    const list = this.#list;
    // Beside a chat that was opened, the rows have another form.
    if (list.clientWidth !== this.#width) return this.#remember();
    const off = () => held.element.getBoundingClientRect().top - held.top;
    const scroller = scrollerOf(list);
    scroller.scrollBy({ top: off(), behavior: "instant" });
    const rest = Math.round(off());
    if (rest === 0) return;
    // At the end of the page, or at its beginning.
    const room = Math.max(0, scroller.clientHeight - list.getBoundingClientRect().bottom);
    const [side, more] = rest > 0 ? ["paddingBlockEnd", rest + room] : ["paddingBlockStart", -rest];
    list.style[side] = `${(parseFloat(list.style[side]) || 0) + more}px`;
    if (rest > 0) scroller.scrollBy({ top: rest, behavior: "instant" });
  }

  /** @param {() => void} released */
  #leave(released) {
    this.#isPointed = false;
    if (this.holds) {
      this.#release = setTimeout(() => this.#leave(released), RELEASE);
      return;
    }
    this.release();
    released();
  }
}

/** What scrolls an element. @param {Element} element @returns {Element} */
function scrollerOf(element) {
  for (let around = parentOf(element); around; around = parentOf(around)) {
    if (around.scrollHeight > around.clientHeight && /auto|scroll/u.test(getComputedStyle(around).overflowY)) return around;
  }
  return /** @type {Element} */ (document.scrollingElement);
}

/** @param {Element} element @returns {Element | null} */
function parentOf(element) {
  return element.assignedSlot ?? element.parentElement ?? /** @type {any} */ (element.getRootNode()).host ?? null;
}
