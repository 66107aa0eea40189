// The button that locks a chat for attendees, and unlocks it.

import { el } from "../shared/dom.js";
import { icon } from "../shared/icons.js";
import { t } from "../shared/texts.js";

/**
 * @param {(locks: boolean) => void} toggled
 * @returns {any} a button whose `refresh` gets the chat as the view shows it; `null` if it is not listed
 */
export function lockButton(toggled) {
  let isLocked = false;
  const button = el("button", { type: "button", class: "tool", hidden: true, onclick: () => toggled(!isLocked) });
  button.refresh = (chat) => {
    button.hidden = !chat?.may_lock;
    if (!chat) return;
    isLocked = chat.locked;
    const label = isLocked ? t("chat.unlock") : t("chat.lock");
    if (button.getAttribute("aria-label") === label) return;
    button.setAttribute("aria-label", label);
    button.setAttribute("title", label);
    button.replaceChildren(icon(isLocked ? "lock" : "unlock"));
  };
  return button;
}
