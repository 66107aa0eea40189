// The dashboard's filters, its search and its order.

import { el } from "../shared/dom.js";
import { t } from "../shared/texts.js";
import { hasArrived, matches, needsLook } from "./visit-order.js";

/** @typedef {import("../client/visit-model.js").VisitModel} VisitModel */

export class Arrangement {
  #search = el("input", {
    type: "search",
    class: "search",
    "aria-label": t("waitingRoom.search"),
    placeholder: t("waitingRoom.searchHint"),
    autocomplete: "off",
    spellcheck: "false",
    oninput: () => this.#changed(),
  });
  #longest = this.#check(t("waitingRoom.longest"), true);
  #news = this.#check(t("waitingRoom.news"), false);
  #here = this.#check(t("waitingRoom.here"), false);
  element;
  #changed;

  /**
   * @param {Record<string, any>} choices what the server lists, by label; the first is chosen
   * @param {(choice: any) => void} choose called with a choice
   * @param {() => void} changed called when the list must be arranged again
   */
  constructor(choices, choose, changed) {
    this.#changed = changed;
    const radios = Object.entries(choices).map(([label, choice], at) =>
      el(
        "label",
        { class: "choice" },
        el("input", { type: "radio", name: "phases", checked: at === 0, onchange: () => choose(choice) }),
        el("span", {}, label),
      ),
    );
    this.element = el(
      "fieldset",
      { class: "choices", part: "tools" },
      el("legend", { class: "visually-hidden" }, t("waitingRoom.which")),
      this.#search,
      el("div", { class: "segments" }, ...radios),
      el("div", { class: "toggles" }, ...[this.#news, this.#here, this.#longest].map((one) => one.label)),
    );
  }

  /** Visits that wait come first. */
  get waitingFirst() {
    return this.#longest.input.checked;
  }

  /** Whether the search or a filter of this page may hide visits. */
  get isNarrowed() {
    return this.#search.value.trim() !== "" || this.#news.input.checked || this.#here.input.checked;
  }

  /** Whether a listed visit is in sight. @param {VisitModel} model */
  shows(model) {
    if (this.#news.input.checked && !needsLook(model)) return false;
    if (this.#here.input.checked && !hasArrived(model.view)) return false;
    return matches(model, this.#search.value);
  }

  /** Shows all listed visits. */
  clear() {
    this.#search.value = "";
    for (const { input } of [this.#news, this.#here]) input.checked = false;
  }

  /** Chooses what the server lists. @param {string} label */
  choose(label) {
    this.clear();
    const radios = [...this.element.querySelectorAll("input[type='radio']")];
    radios.find((radio) => radio.parentElement?.textContent === label)?.click();
  }

  #check(words, checked) {
    const input = el("input", { type: "checkbox", checked, onchange: () => this.#changed() });
    return { input, label: el("label", { class: "choice" }, input, el("span", {}, words)) };
  }
}
