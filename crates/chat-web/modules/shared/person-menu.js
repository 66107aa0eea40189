// A menu under a button, such as that of a patient's name.

import { overlay } from "./dialog.js";
import { el, focused } from "./dom.js";

/** Gap between the menu and its button, and the window's edge, in pixels. */
const GAP = 4;
const EDGE = 8;

/** @type {HTMLElement | null} */
let open = null;

/** The button of the open menu. @type {HTMLElement | null} */
let opener = null;

/** Closes the menu of a button in this area. @param {HTMLElement} area */
export function closeMenuIn(area) {
  if (opener && area.contains(opener)) open?.hidePopover();
}

/**
 * Opens the menu under a button. A `note` is an entry to read: why something is not possible.
 * @param {HTMLElement} button
 * @param {{label?: string | (string | Node)[], run?: () => void, note?: string}[]} entries
 */
export function openMenu(button, entries) {
  open?.hidePopover();
  const menu = el("div", { class: "menu", role: "menu", popover: "auto", "aria-label": button.getAttribute("aria-label") ?? button.textContent });
  for (const { label = "", run, note } of entries) {
    const pick = () => {
      menu.hidePopover();
      // What is opened next gives the focus back to where it was.
      button.focus({ preventScroll: true });
      run?.();
    };
    const item = el("button", { type: "button", role: "menuitem", class: "menu-item", onclick: run && pick }, ...[label].flat());
    if (!run) item.setAttribute("aria-disabled", "true");
    if (note) item.append(el("span", { class: "menu-note" }, note));
    menu.append(item);
  }
  menu.addEventListener("keydown", (event) => move(menu, event));
  menu.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    const inside = menu.contains(focused(menu));
    menu.remove();
    // The event comes later: the button may have opened its menu again.
    if (open === menu || opener !== button) button.setAttribute("aria-expanded", "false");
    if (inside) button.focus();
    if (open === menu) open = opener = null;
  });
  let { top } = button.getBoundingClientRect();
  const leave = () => menu.hidePopover();
  // Such as when the keyboard on the screen goes because of the tap that opened the menu.
  const resized = () => {
    const box = button.getBoundingClientRect();
    top = box.top;
    if (button.checkVisibility()) place(menu, box);
    else leave();
  };
  const scrolled = (event) => {
    const [scroller] = event.composedPath();
    if (scroller !== document && !scroller.contains(button)) return;
    // A list that grows may scroll so that the button stays where it is.
    if (Math.abs(button.getBoundingClientRect().top - top) > GAP) leave();
  };
  menu.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    removeEventListener("scroll", scrolled, true);
    removeEventListener("resize", resized);
  });
  overlay(menu, button);
  menu.showPopover();
  place(menu, button.getBoundingClientRect());
  // Otherwise it would stay in place while its button moves.
  addEventListener("scroll", scrolled, true);
  addEventListener("resize", resized);
  button.setAttribute("aria-expanded", "true");
  open = menu;
  opener = button;
  const first = menu.querySelector(":scope > :not([aria-disabled])") ?? menu.firstElementChild;
  /** @type {HTMLElement | null} */ (first)?.focus({ preventScroll: true });
}

/** Puts the menu below its button, or above if there is no space, and always inside the window. */
function place(menu, box) {
  const { clientWidth, clientHeight } = document.documentElement;
  const { width, height } = menu.getBoundingClientRect();
  const below = box.bottom + GAP;
  const top = below + height <= clientHeight - EDGE ? below : box.top - GAP - height;
  const left = getComputedStyle(menu).direction === "rtl" ? box.right - width : box.left;
  menu.style.left = `${Math.max(EDGE, Math.min(left, clientWidth - EDGE - width))}px`;
  menu.style.top = `${Math.max(EDGE, Math.min(top, clientHeight - EDGE - height))}px`;
}

function move(menu, event) {
  if (event.key === "Tab") return menu.hidePopover();
  const items = [...menu.children];
  const at = items.indexOf(focused(menu));
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  items[(to + items.length) % items.length].focus();
}
