// The small menu behind a patient's name.

import { el } from "./dom.js";

/** @type {HTMLElement | null} */
let open = null;

/**
 * Opens the menu under a button.
 * @param {HTMLElement} button @param {{label: string, run: () => void}[]} entries
 */
export function openMenu(button, entries) {
  open?.hidePopover();
  const menu = el("div", { class: "menu", role: "menu", popover: "auto", "aria-label": button.textContent });
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
    const inside = menu.contains(document.activeElement);
    menu.remove();
    button.setAttribute("aria-expanded", "false");
    if (inside) button.focus();
    if (open === menu) open = null;
  });
  document.body.append(menu);
  const box = button.getBoundingClientRect();
  menu.style.left = `${Math.max(8, box.left)}px`;
  menu.style.top = `${box.bottom + 4}px`;
  menu.showPopover();
  button.setAttribute("aria-expanded", "true");
  open = menu;
  /** @type {HTMLElement | null} */ (menu.firstElementChild)?.focus();
}

function move(menu, event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const items = [...menu.children];
  const at = items.indexOf(document.activeElement);
  items[(at + step + items.length) % items.length].focus();
}
