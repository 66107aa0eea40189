// One message on the screen.

import { ask, el } from "./dom.js";
import { fileElement, forget } from "./files.js";
import { icon } from "./icons.js";
import { moment, nameOf, participant, plainName } from "./words.js";

/** @typedef {import("./visit-model.js").VisitModel} VisitModel */

/** What of a message and its author decides how it looks. */
function look(model, message) {
  const author = participant(model.view, message.author);
  const by = participant(model.view, message.retraction?.by ?? null);
  return JSON.stringify([message.version, message.retraction, plainName(author), plainName(by)]);
}

/** @param {VisitModel} model @param {any} message */
export function makeMessage(model, message) {
  const mine = message.author === model.view.me;
  return el("li", { class: mine ? "message mine" : "message", "data-message": message.message });
}

/** @param {HTMLElement} item @param {VisitModel} model @param {any} message
 * @param {(problem: Error) => void} failed */
export function updateMessage(item, model, message, failed) {
  const looks = look(model, message);
  if (item.dataset.look === looks) return;
  item.dataset.look = looks;
  if (message.retraction) {
    for (const image of item.querySelectorAll("img")) forget(image.dataset.attachment ?? "");
  }
  item.replaceChildren(head(model, message), ...body(model, message, failed));
}

function head(model, message) {
  const mine = message.author === model.view.me;
  const author = participant(model.view, message.author);
  return el(
    "div",
    { class: "message-head" },
    mine ? el("span", { class: "name" }, "You") : nameOf(author),
    el("time", { datetime: message.sent_at }, moment(message.sent_at)),
    message.version > 1 && !message.retraction && el("span", { class: "mark" }, "corrected"),
  );
}

function body(model, message, failed) {
  if (message.retraction) {
    const { by, reason } = message.retraction;
    const who = by === model.view.me ? "you" : by ? plainName(participant(model.view, by)) : "the clinic";
    return [el("p", { class: "withdrawn" }, `Withdrawn by ${who}: ${reason}`)];
  }
  const parts = [];
  if (message.text) parts.push(el("p", { class: "text", dir: "auto" }, message.text));
  for (const file of message.files) parts.push(fileElement(model, file));
  if (message.author === model.view.me) parts.push(tools(model, message, failed));
  return parts;
}

function tools(model, message, failed) {
  const path = `${model.path}/messages/${message.message}`;
  const act = async (question, step, key) => {
    const answer = await ask(question);
    if (answer) await model.api.post(`${path}/${step}`, { [key]: answer }).catch(failed);
  };
  const withdraw = () =>
    act(
      { title: "Withdraw message", label: "Reason, shown in place of the message", confirm: "Withdraw" },
      "retraction",
      "reason",
    );
  const correct = () =>
    act(
      { title: "Correct message", label: "New text", confirm: "Correct", initial: message.text },
      "correction",
      "text",
    );
  const tool = (name, label, onclick) =>
    el("button", { type: "button", class: "tool", title: label, "aria-label": label, onclick }, icon(name));
  return el(
    "div",
    { class: "message-tools" },
    message.text && tool("edit", "Correct message", correct),
    tool("withdraw", "Withdraw message", withdraw),
  );
}

const PENDING = { sending: "sending…", sent: "sent", failed: "not sent" };

/** @param {any} pending */
export function makePending(pending) {
  return el("li", { class: "message mine pending", "data-client": pending.client_id });
}

/** A message on its way, or one that needs another try. @param {HTMLElement} item
 * @param {VisitModel} model @param {any} pending */
export function updatePending(item, model, pending) {
  const looks = JSON.stringify([pending.state, pending.note]);
  if (item.dataset.look === looks) return;
  item.dataset.look = looks;
  const outbox = model.outbox;
  const parts = [
    el("div", { class: "message-head" }, el("span", { class: "name" }, "You"), el("span", { class: "mark" }, PENDING[pending.state])),
    pending.text && el("p", { class: "text", dir: "auto" }, pending.text),
    ...pending.files.map((file) => el("p", { class: "file-name" }, file.name)),
  ];
  if (pending.state === "failed") {
    parts.push(
      el(
        "div",
        { class: "failed", role: "alert" },
        el("span", {}, pending.note),
        el("button", { type: "button", class: "button small", onclick: () => outbox.retry(pending) }, "Try again"),
        el("button", { type: "button", class: "button small", onclick: () => outbox.takeBack(pending) }, "Edit"),
      ),
    );
  }
  item.replaceChildren(...parts.filter(Boolean));
}
