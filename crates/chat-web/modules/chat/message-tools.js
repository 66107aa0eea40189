// What the view permits on a message: to correct it, and to retract it.

import { ask } from "./ask.js";
import { el, reconcile } from "../shared/dom.js";
import { icon } from "../shared/icons.js";
import { shortened } from "./shortened.js";
import { reachLine } from "./seen-words.js";
import { t } from "../shared/texts.js";
import { moment } from "../shared/times.js";
import { participant, plainName } from "../shared/words.js";

/** @typedef {import("../client/visit-model.js").VisitModel} VisitModel */

/** The actions that the view permits on a message. @param {VisitModel} model @param {any} message
 * @returns {{correct: boolean, retract: boolean}} */
export function offers(model, message) {
  const chat = model.ended || message.retraction ? null : model.chat(message.chat);
  const own = message.author === model.view.me;
  const reach = chat?.may_retract ?? "none";
  return {
    correct: own && Boolean(message.text) && Boolean(chat?.may_correct),
    retract: reach === "any" || (own && reach === "own"),
  };
}

/** Shows the buttons of what the view permits. @param {HTMLElement} tools @param {HTMLElement} item
 * @param {VisitModel} model @param {any} message */
export function updateTools(tools, item, model, message) {
  const { correct: mayCorrect, retract: mayRetract } = offers(model, message);
  // The buttons stay while the message changes.
  const current = () => model.messages(message.chat).find((m) => m.message === message.message) ?? message;
  const offered = [
    mayCorrect && { key: "edit", label: t("messages.correctTitle"), run: () => correct(item, model, current()) },
    mayRetract && { key: "retract", label: t("messages.retractTitle"), run: () => retract(item, model, current()) },
  ];
  const make = ({ key, label, run }) =>
    el("button", { type: "button", class: "tool", title: label, "aria-label": label, onclick: run }, icon(key));
  reconcile(tools, offered.filter((one) => one !== false), ({ key }) => key, make, () => {});
}

/** Asks, and posts the answer. If it is refused, even for being empty, the typed text is restored with the reason.
 * @param {HTMLElement} item @param {VisitModel} model @param {any} message
 * @param {string} step @param {string} key @param {import("./ask.js").Question} question */
async function act(item, model, message, step, key, question) {
  const answer = await ask(item, question);
  if (answer === null) return;
  try {
    await model.api.post(`${model.path}/messages/${message.message}/${step}`, { [key]: answer });
  } catch (problem) {
    await act(item, model, message, step, key, { ...question, initial: answer, note: problem.message });
  }
}

/** @param {HTMLElement} item @param {VisitModel} model @param {any} message */
function correct(item, model, message) {
  return act(item, model, message, "correction", "text", {
    title: t("messages.correctTitle"),
    label: t("messages.correctText"),
    confirm: t("messages.correct"),
    initial: message.text,
    most: model.view.limits.max_text_chars,
  });
}

/** @param {HTMLElement} item @param {VisitModel} model @param {any} message */
async function retract(item, model, message) {
  const asked = new AbortController();
  await act(item, model, message, "retraction", "reason", {
    title: t("messages.retractTitle"),
    label: t("messages.retractReason"),
    confirm: t("messages.retract"),
    about: [quote(model, message), reachLine(model, message, asked.signal)],
  });
  asked.abort();
}

/** Which message it is. @param {VisitModel} model @param {any} message */
function quote(model, message) {
  const { author, text, files, sent_at } = message;
  const name = author === model.view.me ? t("people.you") : plainName(participant(model.view, author));
  return el(
    "blockquote",
    { class: "quote" },
    el("p", { class: "quote-by" }, t("messages.by", { name, time: moment(sent_at) })),
    text && el("p", { dir: "auto" }, shortened(text)),
    ...files.map((file) => el("p", {}, el("bdi", {}, file.name))),
  );
}
