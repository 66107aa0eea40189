// The list of a call's participants, with those who are not in it: a patient who was cut off or has not come can be
// written to.

import { avatar, showAvatar } from "../shared/avatar.js";
import { badge, nameWithBadge, showBadge } from "../shared/badge.js";
import { el, reconcile, setText } from "../shared/dom.js";
import { icon } from "../shared/icons.js";
import { later } from "../shared/later.js";
import { managesPeople } from "../client/people.js";
import { t } from "../shared/texts.js";
import { nameOf, plainName, presenceSince } from "../shared/words.js";

export class Roster {
  #count = el("h2", {});
  #manage = el("button", { type: "button", class: "button small", onclick: () => this.#showManaged() }, t("participants.manage"));
  #list = el("ul", { class: "roster-list" });
  /** @type {HTMLElement | null} */ #opener = null;

  /**
   * @param {import("../client/visit-model.js").VisitModel} model
   * @param {{openChat: (chat: string, opener: HTMLElement) => void, toggled: (open: boolean) => void}} on
   */
  constructor(model, { openChat, toggled }) {
    this.model = model;
    this.openChat = openChat;
    this.toggled = toggled;
    const label = t("call.closeParticipants");
    const close = el("button", { type: "button", class: "tool", title: label, "aria-label": label, onclick: () => this.close() }, icon("close"));
    this.element = el(
      "section",
      { class: "roster", "aria-label": t("call.everyone"), hidden: true, tabindex: "-1" },
      el("header", { class: "roster-head" }, this.#count, this.#manage, close),
      this.#list,
    );
    this.element.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
  }

  get isOpen() {
    return !this.element.hidden;
  }

  /** @param {HTMLElement} opener gets the focus back */
  open(opener) {
    this.show(opener);
    this.element.focus();
  }

  /** The same; the focus stays where it is. @param {HTMLElement} opener */
  show(opener) {
    this.#opener = opener;
    this.element.hidden = false;
    this.toggled(true);
    this.update();
  }

  close() {
    if (!this.isOpen) return;
    this.element.hidden = true;
    this.update();
    this.toggled(false);
    this.#opener?.focus();
  }

  update() {
    const { view, ended } = this.model;
    const people = this.isOpen && view && !ended ? view.participants.filter((p) => p.presence !== "removed") : [];
    this.#manage.hidden = !view || Boolean(ended) || !managesPeople(view);
    setText(this.#count, t("call.counted", { count: people.length }));
    reconcile(this.#list, people, (p) => p.person, () => this.#row(), (row, p) => row.refresh(p));
  }

  #showManaged() {
    later(this.#manage, () => import("../people/participants.js"), ({ showParticipants }) => showParticipants(this.#manage, this.model));
  }

  #row() {
    const { model } = this;
    const face = avatar();
    const name = el("span", { class: "person-name" });
    const where = el("span", { class: "presence" });
    const unread = badge();
    const bubble = el("button", { type: "button", class: "bubble" }, icon("bubble"), unread);
    const row = el("li", { class: "roster-person" }, face, name, where, bubble);
    row.refresh = (p) => {
      row.dataset.person = p.person;
      showAvatar(face, p);
      const shown = nameOf(p, { identifier: true });
      if (name.textContent !== shown.textContent) name.replaceChildren(shown);
      const role = p.person === model.view.me ? t("people.you") : t(`roles.${p.role}`);
      setText(where, [role, p.is_primary && t("people.primary"), presenceSince(p)].filter(Boolean).join(" · "));
      where.dataset.presence = p.presence;
      const chat = model.directWith(p.person)?.chat ?? null;
      const label = t("visits.directWith", { name: plainName(p) });
      bubble.hidden = !chat;
      bubble.title = label;
      bubble.onclick = () => this.openChat(chat, bubble);
      showBadge(unread, model.news(chat));
      nameWithBadge(bubble, unread);
    };
    return row;
  }
}
