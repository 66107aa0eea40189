// A message that is being sent, or is not sent yet, on the screen.

import { el, keepFocus, setText } from "../shared/dom.js";
import { withLinks } from "./links.js";
import { t } from "../shared/texts.js";

/** @param {import("../client/visit-model.js").VisitModel} model @param {any} pending */
export function makePending(model, pending) {
  const { outbox } = model;
  const button = (label, onclick) => el("button", { type: "button", class: "button small", onclick }, label);
  const edit = () => {
    outbox.takeBack(pending);
    item.closest(".chat-body")?.querySelector(".composer-text").focus();
  };
  const item = el(
    "li",
    { class: "message mine pending", part: "message", "data-client": pending.client_id },
    el("div", { class: "message-head" }, el("span", { class: "name" }, t("people.you"))),
    pending.text && el("p", { class: "text", dir: "auto" }, ...withLinks(pending.text)),
    ...pending.files.map((file) => el("p", { class: "file-name" }, file.name)),
    el("div", { class: "message-foot" }, el("span", { class: "mark" })),
    el(
      "div",
      { class: "failed" },
      el("span", {}),
      el("span", { class: "failed-buttons" }, button(t("messages.again"), () => outbox.retry(pending)), button(t("messages.edit"), edit)),
    ),
  );
  return item;
}

/** @param {HTMLElement} item @param {import("../client/visit-model.js").VisitModel} model @param {any} pending
 * @param {boolean} follows whether the message before it is of the same author and time */
export function updatePending(item, model, pending, follows) {
  item.classList.toggle("follows", follows);
  const [foot, failed] = /** @type {any[]} */ ([...item.children].slice(-2));
  setText(foot.firstElementChild, t(`pending.${pending.state}`));
  setText(failed.firstElementChild, pending.note);
  failed.lastElementChild.lastElementChild.hidden = !model.outbox.mayTakeBack(pending);
  keepFocus(item, () => (failed.hidden = pending.state !== "failed"), () => [item.closest(".chat-log")]);
}
