// One message on the screen.

import { avatar, roleMark } from "../shared/avatar.js";
import { ask, el } from "../shared/dom.js";
import { forget } from "./file-bytes.js";
import { fileElement } from "./files.js";
import { icon } from "../shared/icons.js";
import { withLinks } from "./links.js";
import { t } from "../shared/texts.js";
import { timeOf, whenWords } from "../shared/times.js";
import { nameOf, participant, plainName } from "../shared/words.js";

/** @typedef {import("../client/visit-model.js").VisitModel} VisitModel */

/** The actions that the view permits on a message. @returns {{correct: boolean, retract: boolean}} */
function offers(model, message) {
  const chat = model.ended ? null : model.chat(message.chat);
  const own = message.author === model.view.me;
  const reach = chat?.may_retract ?? "none";
  return {
    correct: own && Boolean(message.text) && Boolean(chat?.may_correct),
    retract: reach === "any" || (own && reach === "own"),
  };
}

/** Everything that determines how a message is displayed. */
function look(model, message) {
  const author = participant(model.view, message.author);
  const by = participant(model.view, message.retraction?.by ?? null);
  const names = [plainName(author), plainName(by)];
  return JSON.stringify([message.version, message.retraction, names, offers(model, message), state(model, message)]);
}

/** How many readers of a message are named. */
const NAMED = 3;

/** Who has seen the person's own message, in words. Empty if it is not known. */
function state(model, message) {
  if (message.author !== model.view.me || message.retraction) return "";
  const readers = model.readBy(message);
  if (readers === null) return "";
  if (readers.length === 0) return t("messages.sent");
  if (message.chat === "visit") return t("messages.seenBy", { names: named(model, readers) });
  const { at } = readers[0];
  return at ? t("messages.seenWhen", { when: whenWords(at) }) : t("messages.seen");
}

/** @param {{person: string, at: string | null}[]} readers */
function named(model, readers) {
  const who = ({ person, at }) => {
    const name = plainName(participant(model.view, person));
    return at ? t("messages.reader", { name, when: whenWords(at) }) : name;
  };
  const names = readers.slice(0, NAMED).map(who);
  if (readers.length > NAMED) names.push(t("counts.more", { count: readers.length - NAMED }));
  return names.join(", ");
}

/** Who had read a message before it was retracted: a line that is filled once the server has answered. */
function readBefore(model, message) {
  const line = el("p", { class: "mark" });
  const fill = (versions) => {
    const readers = versions.at(-1)?.read_by ?? [];
    line.textContent = readers.length === 0 ? t("messages.notRead") : t("messages.readBy", { names: named(model, readers) });
  };
  model.versions(message).then(fill, () => line.remove());
  return line;
}

/** @param {VisitModel} model @param {any} message */
export function makeMessage(model, message) {
  const mine = message.author === model.view.me;
  return el("li", { class: mine ? "message mine" : "message", part: "message", "data-message": message.message });
}

/** @param {HTMLElement} item @param {VisitModel} model @param {any} message
 * @param {boolean} follows whether the message before it is of the same author and time */
export function updateMessage(item, model, message, follows) {
  item.classList.toggle("follows", follows);
  const looks = look(model, message);
  if (item.dataset.look === looks) return;
  item.dataset.look = looks;
  if (message.retraction) {
    for (const image of item.querySelectorAll("img")) forget(image.dataset.attachment ?? "");
  }
  item.replaceChildren(head(model, message), ...body(model, message), foot(model, message), ...tools(item, model, message));
  // The tools are hidden and not in the tab order until their message has the focus.
  if (item.querySelector(".message-tools")) item.tabIndex = 0;
  else item.removeAttribute("tabindex");
}

function head(model, message) {
  const mine = message.author === model.view.me;
  const author = participant(model.view, message.author);
  if (mine) return el("div", { class: "message-head" }, el("span", { class: "name" }, t("people.you")));
  const known = author ? [avatar(author), nameOf(author), roleMark(author)] : [nameOf(author)];
  return el("div", { class: "message-head" }, ...known);
}

function foot(model, message) {
  const said = message.author === model.view.me ? state(model, message) : "";
  return el(
    "div",
    { class: "message-foot" },
    el("time", { datetime: message.sent_at }, timeOf(message.sent_at)),
    message.version > 1 && !message.retraction && el("span", { class: "mark" }, t("messages.corrected")),
    said && el("span", { class: "mark seen" }, said),
  );
}

function body(model, message) {
  if (message.retraction) {
    const { by, reason } = message.retraction;
    const line = el("p", { class: "retracted" }, retractedWords(model, by, reason));
    const role = participant(model.view, model.view.me)?.role;
    const concerned = message.author === model.view.me || role === "provider" || role === "staff";
    return model.view.keeps_read_marks && concerned ? [line, readBefore(model, message)] : [line];
  }
  const parts = [];
  if (message.text) parts.push(el("p", { class: "text", dir: "auto" }, ...withLinks(message.text)));
  for (const file of message.files) parts.push(fileElement(model, message.chat, file));
  return parts;
}

function retractedWords(model, by, reason) {
  if (!by) return t("messages.retractedByClinic", { reason });
  if (by === model.view.me) return t("messages.retractedByYou", { reason });
  return t("messages.retractedBy", { name: plainName(participant(model.view, by)), reason });
}

/** The buttons of what the view permits. */
function tools(item, model, message) {
  const { correct: mayCorrect, retract: mayRetract } = offers(model, message);
  if (message.retraction || !(mayCorrect || mayRetract)) return [];
  const path = `${model.path}/messages/${message.message}`;
  // If refused, the typed text is restored with the reason.
  const act = async (question, step, key) => {
    const answer = await ask(item, question);
    if (!answer) return;
    try {
      await model.api.post(`${path}/${step}`, { [key]: answer });
    } catch (problem) {
      await act({ ...question, initial: answer, note: problem.message }, step, key);
    }
  };
  const retract = () =>
    act(
      { title: t("messages.retractTitle"), label: t("messages.retractReason"), confirm: t("messages.retract") },
      "retraction",
      "reason",
    );
  const correct = () =>
    act(
      { title: t("messages.correctTitle"), label: t("messages.correctText"), confirm: t("messages.correct"), initial: message.text },
      "correction",
      "text",
    );
  const tool = (name, label, onclick) =>
    el("button", { type: "button", class: "tool", title: label, "aria-label": label, onclick }, icon(name));
  return [
    el(
      "div",
      { class: "message-tools" },
      mayCorrect && tool("edit", t("messages.correctTitle"), correct),
      mayRetract && tool("retract", t("messages.retractTitle"), retract),
    ),
  ];
}

/** @param {any} pending */
export function makePending(pending) {
  return el("li", { class: "message mine pending", part: "message", "data-client": pending.client_id });
}

/** A message being sent, or one that is not sent yet. @param {HTMLElement} item
 * @param {VisitModel} model @param {any} pending @param {boolean} follows as for `updateMessage` */
export function updatePending(item, model, pending, follows) {
  item.classList.toggle("follows", follows);
  const looks = JSON.stringify([pending.state, pending.note]);
  if (item.dataset.look === looks) return;
  item.dataset.look = looks;
  const { outbox } = model;
  const button = (label, onclick) => el("button", { type: "button", class: "button small", onclick }, label);
  const parts = [
    el("div", { class: "message-head" }, el("span", { class: "name" }, t("people.you"))),
    pending.text && el("p", { class: "text", dir: "auto" }, ...withLinks(pending.text)),
    ...pending.files.map((file) => el("p", { class: "file-name" }, file.name)),
    el("div", { class: "message-foot" }, el("span", { class: "mark" }, t(`pending.${pending.state}`))),
  ];
  if (pending.state === "failed") {
    const buttons = [button(t("messages.again"), () => outbox.retry(pending)), button(t("messages.edit"), () => outbox.takeBack(pending))];
    parts.push(el("div", { class: "failed" }, el("span", {}, pending.note), ...buttons));
  }
  item.replaceChildren(...parts.filter(Boolean));
}
