// The chat windows at the bottom right. A window opens only on a click, and an open one never moves,
// closes or changes because a message arrives (P6).

import base from "../styles/base.js";
import styles from "../styles/dock.js";
import { Component } from "../shared/component.js";
import { el } from "../shared/dom.js";
import { VisitChat } from "./visit-chat.js";

/** Opens the chats for which an element of the page fires `open-chat`, with the detail `{visit, chat, opener}`. */
export class VisitChatDock extends Component {
  /** @type {Map<string, VisitChat>} */ #windows = new Map();
  #list = el("section", { class: "dock", "aria-label": "Open chats" });

  constructor() {
    super([base, styles]);
  }

  /** @param {ShadowRoot} root @param {import("../shared/component.js").App} app */
  start(root, { client, signal }) {
    root.replaceChildren(this.#list);
    const open = (event) => this.open(client.visit(event.detail.visit), event.detail.chat, event.detail.opener);
    document.addEventListener("open-chat", open, { signal });
  }

  /** Opens a chat, or focuses its window if it is open.
   * @param {import("../client/visit-model.js").VisitModel} model @param {string} chat
   * @param {HTMLElement} [opener] gets the focus back when the window closes */
  open(model, chat, opener) {
    const key = `${model.visit} ${chat}`;
    let window = this.#windows.get(key);
    if (!window) {
      window = new VisitChat();
      window.setAttribute("popup", "");
      window.show(model, chat);
      this.#windows.set(key, window);
      window.addEventListener("close-chat", () => this.#close(key, model, opener));
      window.addEventListener("keydown", (event) => {
        if (event.key === "Escape" && !event.isComposing && !inOverlay(event)) this.#close(key, model, opener);
      });
      this.client.follow(model, window);
      this.#list.append(window);
    }
    window.focusComposer();
    window.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  #close(key, model, opener) {
    const window = this.#windows.get(key);
    if (!window) return;
    this.client.release(model, window);
    this.#windows.delete(key);
    window.remove();
    opener?.focus();
  }
}

/** Whether a key was pressed in a dialog or menu, which it closes. @param {Event} event */
function inOverlay(event) {
  return event.composedPath().some((node) => node instanceof HTMLDialogElement || node instanceof HTMLElement && node.popover);
}

customElements.define("visit-chat-dock", VisitChatDock);
