// Which chats stand open at the bottom right, kept for this tab and person over a reload: ids, and no name or text.

import { keep, kept } from "../client/tab-store.js";

/** `used`: the place in the order of use.
 * @typedef {{visit: string, chat: string, folded: boolean, hidden: boolean, used: number}} Open */

/** @param {string} person */
const key = (person) => `visit-chat.dock.${person}`;

/** @param {string} person @param {any[]} windows as they stand @param {any[]} used the same, the one that was used last at
 * the end */
export function keepWindows(person, windows, used) {
  const open = windows.map((window) => {
    const { model, chat, hidden } = window;
    return { visit: model.visit, chat, folded: window.classList.contains("folded"), hidden, used: used.indexOf(window) };
  });
  keep(key(person), open.length > 0 ? open : null);
}

/** As they stood. @param {string} person @returns {Open[]} */
export function keptWindows(person) {
  return kept(key(person)) ?? [];
}
