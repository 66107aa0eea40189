// The chat windows at the bottom right. A window opens only on a click, and an open one never moves,
// closes or changes because a message arrives (P6).

import { ChatWindow } from "./chat-window.js";
import { el } from "./dom.js";

export class Dock {
  #windows = new Map();
  element = el("section", { class: "dock", "aria-label": "Open chats" });

  /** Opens a chat, or focuses its window if it is open.
   * @param {import("./visit-model.js").VisitModel} model @param {string} chat
   * @param {HTMLElement} [opener] gets the focus back when the window closes */
  open(model, chat, opener) {
    const key = `${model.visit} ${chat}`;
    let window = this.#windows.get(key);
    if (!window) {
      window = new ChatWindow();
      window.setAttribute("popup", "");
      window.show(model, chat);
      window.onClose = () => {
        this.#windows.delete(key);
        opener?.focus();
      };
      window.addEventListener("keydown", (event) => {
        if (event.key === "Escape" && !event.isComposing) window.querySelector("[aria-label='Close chat']")?.click();
      });
      this.#windows.set(key, window);
      this.element.append(window);
    }
    window.focusComposer();
    window.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}
