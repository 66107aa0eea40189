// One message on the screen. A change draws again only what it changes, so that the rest keeps its focus and selection.

import { avatar, roleMark } from "../shared/avatar.js";
import { el, keepFocus, reconcile, setText } from "../shared/dom.js";
import { forget } from "./file-bytes.js";
import { fileElement } from "./files.js";
import { withLinks } from "./links.js";
import { offers, updateTools } from "./message-tools.js";
import { readBefore, seenWords } from "./seen-words.js";
import { t } from "../shared/texts.js";
import { timeOf } from "../shared/times.js";
import { nameOf, participant, plainName } from "../shared/words.js";

/** @typedef {import("../client/visit-model.js").VisitModel} VisitModel */

/** Everything that determines how a message is displayed. */
function look(model, message) {
  const author = participant(model.view, message.author);
  const by = participant(model.view, message.retraction?.by ?? null);
  const names = [plainName(author), plainName(by)];
  return JSON.stringify([message.version, message.retraction, names, offers(model, message), seenWords(model, message)]);
}

/** @param {VisitModel} model @param {any} message */
export function makeMessage(model, message) {
  const mine = message.author === model.view.me;
  return el(
    "li",
    { class: mine ? "message mine" : "message", part: "message", "data-message": message.message },
    el("div", { class: "message-head" }),
    el("div", { class: "message-body" }),
    el(
      "div",
      { class: "message-foot" },
      el("time", { datetime: message.sent_at }, timeOf(message.sent_at)),
      el("span", { class: "mark" }),
      el("span", { class: "mark seen" }),
    ),
    el("div", { class: "message-tools" }),
  );
}

/** @param {HTMLElement} item @param {VisitModel} model @param {any} message
 * @param {boolean} follows whether the message before it is of the same author and time */
export function updateMessage(item, model, message, follows) {
  item.classList.toggle("follows", follows);
  const looks = look(model, message);
  if (item.dataset.look === looks) return;
  item.dataset.look = looks;
  const [head, body, foot, tools] = /** @type {any} */ (item.children);
  const draw = () => {
    showAuthor(head, model, message);
    showBody(body, model, message);
    showMarks(foot, model, message);
    updateTools(tools, item, model, message);
  };
  keepFocus(item, draw, () => [item.closest(".chat-log")]);
  // The tools are hidden and not in the tab order until their message has the focus, which it keeps without them.
  if (tools.childElementCount > 0) item.tabIndex = 0;
  else if (item.tabIndex === 0) item.tabIndex = -1;
}

function showAuthor(head, model, message) {
  const mine = message.author === model.view.me;
  const author = participant(model.view, message.author);
  const known = mine ? t("people.you") : JSON.stringify([plainName(author), author?.role]);
  if (head.dataset.of === known) return;
  head.dataset.of = known;
  if (mine) head.replaceChildren(el("span", { class: "name" }, t("people.you")));
  else head.replaceChildren(...(author ? [avatar(author), nameOf(author), roleMark(author)] : [nameOf(author)]));
}

function showBody(body, model, message) {
  if (message.retraction) {
    for (const image of body.querySelectorAll("img")) forget(image.dataset.attachment ?? "");
  }
  const parts = message.retraction ? retracted(model, message) : content(model, message);
  reconcile(body, parts, (part) => part.key, (part) => part.make(), (element, part) => part.update?.(element));
}

/** @returns {{key: string, make: () => HTMLElement, update?: (element: any) => void}[]} */
function content(model, message) {
  const text = {
    key: "text",
    make: () => el("p", { class: "text", dir: "auto" }),
    update: (line) => line.textContent === message.text || line.replaceChildren(...withLinks(message.text)),
  };
  const files = message.files.map((file) => ({ key: file.attachment, make: () => fileElement(model, message.chat, file) }));
  return message.text ? [text, ...files] : files;
}

/** @returns {{key: string, make: () => HTMLElement, update?: (element: any) => void}[]} */
function retracted(model, message) {
  const { by, reason } = message.retraction;
  const line = {
    key: "retracted",
    make: () => el("p", { class: "retracted" }),
    update: (shown) => setText(shown, retractedWords(model, by, reason)),
  };
  const { view } = model;
  const isTold = message.author === view.me ? view.keeps_read_marks : view.told_who_read_retracted;
  return isTold ? [line, { key: "read", make: () => readBefore(model, message) }] : [line];
}

function retractedWords(model, by, reason) {
  if (!by) return t("messages.retractedByClinic", { reason });
  if (by === model.view.me) return t("messages.retractedByYou", { reason });
  return t("messages.retractedBy", { name: plainName(participant(model.view, by)), reason });
}

function showMarks(foot, model, message) {
  const [, corrected, seen] = foot.children;
  setText(corrected, message.version > 1 && !message.retraction ? t("messages.corrected") : "");
  setText(seen, seenWords(model, message));
  for (const mark of [corrected, seen]) mark.hidden = mark.textContent === "";
}
