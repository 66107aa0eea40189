// DOM helpers. Text always becomes text nodes, never markup.

import { showDialog } from "./dialog.js";
import { t } from "./texts.js";

/**
 * Creates an element. `props` are attributes; `on…` functions become listeners; `false`, `null` and
 * `undefined` are omitted, `true` is an empty attribute.
 * @param {string} tag
 * @param {Record<string, any>} [props]
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {any}
 */
export function el(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, String(value));
    }
  }
  for (const child of children) if (child) element.append(child);
  return element;
}

/**
 * Sets an element's text only if it differs, so that screen readers don't repeat it.
 * @param {Element} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** The element that has the focus, in the page or in the shadow root of `near`. @param {Element} near */
export function focused(near) {
  return /** @type {Document | ShadowRoot} */ (near.getRootNode()).activeElement;
}

/** Draws. If that hides or removes what has the focus inside an element, the first visible one of some others gets it.
 * @param {Element} area @param {() => void} draw @param {() => (Element | null | undefined)[]} others */
export function keepFocus(area, draw, others) {
  const had = focused(area);
  const inside = had !== null && area.contains(had);
  draw();
  if (!inside || had.checkVisibility()) return;
  /** @type {any} */ (others().find((one) => one?.checkVisibility()))?.focus();
}

/** Whether a key belongs to an input method, such as the Enter that accepts a suggestion. Safari reports that one after
 * the end of the composition, but with the code of the input method. @param {KeyboardEvent} event */
export function composes(event) {
  return event.isComposing || event.keyCode === 229;
}

/**
 * Gives `parent` one element per item, in order. Elements of remaining items are kept with their
 * focus, since the one that has the focus is never moved: the others move around it. `make` is called for new items,
 * `update` for all.
 * @template T
 * @param {Element} parent
 * @param {T[]} items
 * @param {(item: T) => string} keyOf
 * @param {(item: T) => any} make
 * @param {(element: any, item: T) => void} update
 */
export function reconcile(parent, items, keyOf, make, update) {
  const old = new Map();
  for (const child of /** @type {any[]} */ ([...parent.children])) old.set(child.dataset.key, child);
  const elements = items.map((item) => {
    const key = keyOf(item);
    let element = old.get(key);
    old.delete(key);
    if (!element) {
      element = make(item);
      element.dataset.key = key;
    }
    update(element, item);
    return element;
  });
  for (const gone of old.values()) gone.remove();
  const active = focused(parent);
  const kept = elements.findIndex((element) => element.contains(active));
  for (let at = kept - 1; at >= 0; at--) {
    const next = elements[at + 1];
    if (next.previousElementSibling !== elements[at]) next.before(elements[at]);
  }
  let last = kept < 0 ? null : elements[kept];
  for (const element of elements.slice(kept + 1)) {
    if (last === null && parent.firstElementChild !== element) parent.prepend(element);
    if (last !== null && last.nextElementSibling !== element) last.after(element);
    last = element;
  }
}

/**
 * Asks for confirmation.
 * @param {Element} near @param {string} question @param {string} confirm @param {(string | Node)[]} [details] what it leads to
 * @returns {Promise<boolean>}
 */
export function sure(near, question, confirm, details = []) {
  return new Promise((resolve) => {
    const dialog = el(
      "dialog",
      { "aria-labelledby": "sure-question", onclose: () => resolve(dialog.returnValue === "yes") },
      el(
        "form",
        { method: "dialog", class: "ask" },
        el("h2", { id: "sure-question" }, question),
        ...details.map((detail) => el("p", {}, detail)),
        el(
          "div",
          { class: "ask-buttons" },
          el("button", { type: "submit", class: "button", value: "no" }, t("dialogs.back")),
          el("button", { type: "submit", class: "button primary", value: "yes" }, confirm),
        ),
      ),
    );
    showDialog(dialog, near);
  });
}
