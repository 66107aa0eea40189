// *All participants* and *Direct Message*, with what is unread in each: in the panel of the call, and in the call
// while the panel is closed.

import { badge, showBadge } from "../shared/badge.js";
import { directChats, newsOf, noDirectChat } from "../chat/chat-choice.js";
import { el } from "../shared/dom.js";
import { icon } from "../shared/icons.js";
import { t } from "../shared/texts.js";

export class RecipientButtons {
  #all;
  #direct;

  /**
   * @param {import("../client/visit-model.js").VisitModel} model
   * @param {(direct: boolean, opener: HTMLElement) => void} choose
   */
  constructor(model, choose) {
    this.model = model;
    this.#all = tab("everyone", t("chat.everyone"), (opener) => choose(false, opener));
    this.#direct = tab("private", t("visits.direct"), (opener) => choose(true, opener));
    this.elements = [this.#all.button, this.#direct.button];
  }

  /** @param {boolean} shown @param {"visit" | "direct" | null} pressed which one's chat is shown */
  update(shown, pressed) {
    const { model } = this;
    const { view } = model;
    const direct = directChats(model);
    const has = direct.length > 0 || pressed === "direct";
    this.#all.button.hidden = !shown || !view;
    // Someone who never has direct chats is not offered them.
    this.#direct.button.hidden = !shown || !view || (!has && !view.may_have_direct_chats);
    this.#direct.button.setAttribute("aria-disabled", String(!has));
    this.#direct.button.title = has || !view ? t("visits.direct") : noDirectChat(view);
    this.#all.show(model.news("visit"), pressed === "visit");
    this.#direct.show(newsOf(model, direct), pressed === "direct");
  }
}

function tab(kind, label, choose) {
  const unread = badge();
  const button = el(
    "button",
    { type: "button", class: "tab", title: label, "data-privacy": kind, onclick: () => choose(button) },
    icon(kind),
    el("span", { class: "tab-label" }, label),
    unread,
  );
  const show = (news, pressed) => {
    showBadge(unread, news);
    button.setAttribute("aria-pressed", String(pressed));
  };
  return { button, show };
}
