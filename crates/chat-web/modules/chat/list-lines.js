// The lines of a list of messages: messages in groups by author, the days between them, notices, where the new messages
// begin, and what is being sent.

import { dayOf } from "../client/days.js";
import { el, keepFocus, reconcile, setText } from "../shared/dom.js";
import { makeMessage, updateMessage } from "./message-item.js";
import { makePending, updatePending } from "./pending-item.js";
import { noticeEnd, noticeWords, seenButton } from "../shared/notice-alerts.js";
import { t } from "../shared/texts.js";
import { dayWords, moment } from "../shared/times.js";
import { participant, plainName } from "../shared/words.js";

/** How long an author's next message still belongs to the same group, in milliseconds. */
const GROUP = 5 * 60_000;

/**
 * `at` is the moment that decides the line's place and day.
 * @typedef {{kind: "message" | "notice" | "record" | "pending" | "day" | "new", key: string, at: string, of?: any,
 *   follows?: boolean}} Line
 */

/**
 * Puts lines in order of time, with a line for each day, and groups the messages.
 * @param {any[]} messages oldest first
 * @param {Line[]} between other lines, oldest first
 * @param {any[]} pending messages that are being sent
 * @param {number | null} newFrom the number of the first new message
 * @param {Set<string>} corrected earlier messages with a new correction
 * @returns {Line[]}
 */
export function linesOf(messages, between = [], pending = [], newFrom = null, corrected = new Set()) {
  /** @type {Line[]} */ const lines = [];
  let day = "";
  /** @type {Line | null} */ let last = null;
  const add = (line, news = "") => {
    const its = dayOf(line.at);
    if (its !== day) lines.push({ kind: "day", key: `day ${its}`, at: line.at });
    if (news) lines.push({ kind: "new", key: news === "new" ? news : `${news} ${line.key}`, at: line.at, of: news });
    if (its !== day || news) last = null;
    day = its;
    line.follows = isGroup(last, line);
    lines.push(line);
    last = line;
  };
  let next = 0;
  for (const message of messages) {
    const sent = Date.parse(message.sent_at);
    while (next < between.length && Date.parse(between[next].at) < sent) add(between[next++]);
    const news = message.number === newFrom ? "new" : corrected.has(message.message) ? "newCorrection" : "";
    add({ kind: "message", key: message.message, at: message.sent_at, of: message }, news);
  }
  for (const line of between.slice(next)) add(line);
  for (const one of pending) add({ kind: "pending", key: one.client_id, at: one.written, of: one });
  return lines;
}

/** @param {Line | null} last @param {Line} line */
function isGroup(last, line) {
  const [one, other] = [author(last), author(line)];
  return one !== null && one === other && Date.parse(line.at) - Date.parse(/** @type {Line} */ (last).at) < GROUP;
}

/** @param {Line | null} line */
function author(line) {
  if (line?.kind === "message") return line.of.author;
  return line?.kind === "pending" ? line.of.author : null;
}

/**
 * Draws the lines.
 * @param {HTMLElement} list @param {Line[]} lines
 * @param {import("../client/visit-model.js").VisitModel} model @param {(problem: Error) => void} failed
 */
export function drawLines(list, lines, model, failed) {
  reconcile(
    list,
    lines,
    ({ key }) => key,
    ({ kind, of }) => {
      if (kind === "message") return makeMessage(model, of);
      if (kind === "pending") return makePending(model, of);
      if (kind === "notice") return makeNotice(model, of, failed);
      return kind === "record" ? el("li", { class: "notice" }) : el("li", { class: `${kind}-line` }, el("span", {}));
    },
    (item, { kind, at, of, follows }) => {
      if (kind === "message") updateMessage(item, model, of, Boolean(follows));
      else if (kind === "pending") updatePending(item, model, of, Boolean(follows));
      else if (kind === "notice") updateNotice(item, model, of);
      else if (kind === "record") setText(item, recordWords(model, of));
      else setText(item.firstElementChild, kind === "day" ? dayWords(at) : t(`messages.${of}`));
    },
  );
}

/** The notices that are shown in a chat, and the record that no answer is needed, oldest first.
 * @param {import("../client/visit-model.js").VisitModel} model @param {string} chat @returns {Line[]} */
export function otherLines(model, chat) {
  const notices = model.noticesIn(chat).map((of) => line("notice", of.notice, of.sent_at, of));
  const record = model.ended ? null : model.chat(chat)?.no_answer_needed;
  const lines = record ? [...notices, line("record", "no-answer-needed", record.at, record)] : notices;
  return lines.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/** @returns {Line} */
function line(kind, key, at, of) {
  return { kind, key, at, of };
}

function recordWords(model, { by, at }) {
  return t("messages.noAnswerNeeded", { name: plainName(participant(model.view, by)), time: moment(at) });
}

/** A notice is no message: a line, which the alerts of the dashboard and the call announce. */
function makeNotice(model, notice, failed) {
  return el("li", { class: "notice" }, el("p", {}), seenButton(model, notice, failed));
}

function updateNotice(item, model, notice) {
  const [words, seen] = item.children;
  const waits = notice.status === "waiting";
  item.dataset.notice = notice.notice;
  item.classList.toggle("waits", waits);
  keepFocus(item, () => (seen.hidden = !waits), () => [item.closest(".chat-log")]);
  setText(words, [noticeWords(model.view, notice), noticeEnd(model.view, notice)].filter(Boolean).join(" · "));
}
