// A menu under a button, such as that of a patient's name.

import { overlay } from "./dialog.js";
import { el, focused } from "./dom.js";

/** Gap between the menu and its button, and the window's edge, in pixels. */
const GAP = 4;
const EDGE = 8;

/** @type {HTMLElement | null} */
let open = null;

/**
 * Opens the menu under a button.
 * @param {HTMLElement} button @param {{label: string, run: () => void}[]} entries
 */
export function openMenu(button, entries) {
  open?.hidePopover();
  const menu = el("div", { class: "menu", role: "menu", popover: "auto", "aria-label": button.getAttribute("aria-label") ?? button.textContent });
  for (const { label, run } of entries) {
    const pick = () => {
      menu.hidePopover();
      run();
    };
    menu.append(el("button", { type: "button", role: "menuitem", class: "menu-item", onclick: pick }, label));
  }
  menu.addEventListener("keydown", (event) => move(menu, event));
  menu.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    const inside = menu.contains(focused(menu));
    menu.remove();
    button.setAttribute("aria-expanded", "false");
    if (inside) button.focus();
    if (open === menu) open = null;
  });
  const leave = () => menu.hidePopover();
  const scrolled = (event) => {
    const [scroller] = event.composedPath();
    if (scroller === document || scroller.contains(button)) leave();
  };
  menu.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    removeEventListener("scroll", scrolled, true);
    removeEventListener("resize", leave);
  });
  overlay(menu, button);
  menu.showPopover();
  place(menu, button.getBoundingClientRect());
  // Otherwise it would stay in place while its button moves.
  addEventListener("scroll", scrolled, true);
  addEventListener("resize", leave);
  button.setAttribute("aria-expanded", "true");
  open = menu;
  /** @type {HTMLElement | null} */ (menu.firstElementChild)?.focus({ preventScroll: true });
}

/** Puts the menu below its button, or above if there is no space, and always inside the window. */
function place(menu, box) {
  const { clientWidth, clientHeight } = document.documentElement;
  const { width, height } = menu.getBoundingClientRect();
  const below = box.bottom + GAP;
  const top = below + height <= clientHeight - EDGE ? below : box.top - GAP - height;
  menu.style.left = `${Math.max(EDGE, Math.min(box.left, clientWidth - EDGE - width))}px`;
  menu.style.top = `${Math.max(EDGE, Math.min(top, clientHeight - EDGE - height))}px`;
}

function move(menu, event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const items = [...menu.children];
  const at = items.indexOf(focused(menu));
  items[(at + step + items.length) % items.length].focus();
}
