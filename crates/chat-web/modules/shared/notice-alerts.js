// The notices that wait for the care team, as lines that can't be missed: on the dashboard and in the call.

import { el, keepFocus, reconcile, setText } from "./dom.js";
import { t } from "./texts.js";
import { moment } from "./times.js";
import { participant, plainName } from "./words.js";

/** Who sent a notice, what it says and when. @param {any} view @param {any} notice */
export function noticeWords(view, { sender, text, sent_at }) {
  return `${t("notices.line", { name: plainName(participant(view, sender)), text })} · ${moment(sent_at)}`;
}

/** How the wait of a notice ended; empty while it waits. @param {any} view @param {any} notice */
export function noticeEnd(view, { status, seen_by, seen_at }) {
  if (status === "closed") return t("notices.closed");
  if (status !== "settled") return "";
  const time = moment(seen_at);
  return seen_by ? t("notices.seenBy", { name: plainName(participant(view, seen_by)), time }) : t("notices.seen", { time });
}

/**
 * A button that records that its user has seen to a notice.
 * @param {import("../client/visit-model.js").VisitModel} model @param {{sender: string, notice: string}} notice
 * @param {(problem: Error) => void} failed
 */
export function seenButton(model, { sender, notice }, failed) {
  const see = () => model.seeTo(sender, notice).catch(failed);
  return el("button", { type: "button", class: "button small", onclick: see }, t("notices.seenTo"));
}

/**
 * A live region with one line for each notice that waits.
 * @param {import("../client/visit-model.js").VisitModel} model
 * @param {(chat: string, opener: HTMLElement) => void} open opens the chat in which its sender is answered
 * @param {(sentence: string) => void} notify
 * @param {HTMLElement} after gets the focus when the line that had it is gone, and no other is left
 */
export function noticeAlerts(model, open, notify, after) {
  const element = el("div", { class: "notice-alerts", role: "alert" });
  element.refresh = () => {
    const waiting = model.waitingNotices();
    const draw = () =>
      reconcile(element, waiting, (n) => n.notice, (n) => line(model, n, open, notify), (one, n) => one.refresh(n));
    keepFocus(element, draw, () => [element.querySelector("button:not([hidden])"), after]);
  };
  return element;
}

function line(model, notice, open, notify) {
  const words = el("span", { class: "notice-words" });
  const reply = () => open(model.answerIn(notice), answer);
  const answer = el("button", { type: "button", class: "button small", onclick: reply }, t("notices.answer"));
  const seen = seenButton(model, notice, (problem) => notify(problem.message));
  const element = el("div", { class: "notice-alert" }, words, answer, seen);
  element.refresh = (n) => {
    setText(words, noticeWords(model.view, n));
    answer.hidden = !model.chat(model.answerIn(n))?.can_write;
  };
  return element;
}
