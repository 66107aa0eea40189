// The clinic's notices below a chat that is greyed out: buttons, and what became of the notices that were sent.

import { el, reconcile, setText } from "../shared/dom.js";
import { noticeEnd } from "../shared/notice-alerts.js";
import { t } from "../shared/texts.js";
import { moment } from "../shared/times.js";

export class NoticeBar {
  #label = el("p", { class: "notice-label" }, t("notices.label"));
  #buttons = el("div", { class: "notice-buttons", role: "group", "aria-label": t("notices.tell") });
  #lines = el("ul", { class: "notice-lines" });
  #refusal = el("p", { class: "note", role: "alert" });

  /** @param {import("../client/visit-model.js").VisitModel} model */
  constructor(model) {
    this.model = model;
    this.element = el("div", { class: "notice-bar", hidden: true }, this.#label, this.#buttons, el("div", { role: "status" }, this.#lines), this.#refusal);
  }

  /** @param {boolean} greyed whether the person may not write in the chat */
  update(greyed) {
    const { model } = this;
    const { notices, view } = model;
    const live = view && !model.ended && !model.expired;
    const offered = live && greyed ? view.offered_notices : [];
    const newest = new Map(notices.stored.map((n) => [n.text, n]));
    const waits = (text) => newest.get(text)?.status === "waiting";
    const sending = (text) => notices.pending.some((p) => p.text === text && p.state === "sending");
    reconcile(
      this.#buttons,
      offered.filter((text) => !waits(text)),
      (text) => text,
      (text) => el("button", { type: "button", class: "button notice-button", onclick: () => notices.send(text) }, text),
      (button, text) => (button.disabled = sending(text)),
    );
    this.#label.hidden = this.#buttons.childElementCount === 0;
    // Where the person may write, only what still waits matters.
    const sent = [...newest.values()].filter((n) => live && (greyed || n.status === "waiting"));
    const lines = [
      ...sent.map((n) => ({ key: n.notice, failed: false, words: sentWords(view, n) })),
      ...notices.pending.map((p) => ({ key: p.id, failed: p.state === "failed", words: pendingWords(p) })),
    ];
    reconcile(this.#lines, lines, (line) => line.key, () => el("li", {}), (li, line) => {
      li.classList.toggle("failed", line.failed);
      setText(li, line.words);
    });
    setText(this.#refusal, greyed ? notices.refusal : "");
    const empty = this.#label.hidden && lines.length === 0 && !notices.refusal;
    this.element.hidden = empty;
  }
}

function sentWords(view, notice) {
  const { text, sent_at } = notice;
  return `${t("notices.sent", { text, time: moment(sent_at) })} ${noticeEnd(view, notice)}`.trim();
}

function pendingWords({ text, state, note }) {
  return state === "failed" ? t("notices.unsent", { text, reason: note }) : t("notices.sending", { text });
}
