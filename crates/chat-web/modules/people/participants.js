// The people of a visit, for the care team: who they are, and what can be changed (V4).

import people from "../styles/people.js";
import { avatar, showAvatar } from "../shared/avatar.js";
import { showDialog } from "../shared/dialog.js";
import { el, reconcile, setText } from "../shared/dom.js";
import { refusalText, t } from "../shared/texts.js";
import { nameOf, plainName, presenceSince, roleWords } from "../shared/words.js";
import { addPerson, editPerson, removePerson, undoRemoval, visitWords } from "./changes.js";

/** @typedef {import("../client/visit-model.js").VisitModel} VisitModel */

/** The form of each change, and its words. */
const CHANGES = {
  edit: { run: editPerson, word: "edit", label: "editLabel" },
  remove: { run: removePerson, word: "remove", label: "removeLabel" },
  undo_removal: { run: undoRemoval, word: "undo", label: "undoLabel" },
};

/**
 * Shows the participants until the dialog is closed. Fires `participant-added` at `near` (see `WaitingRoom`).
 * @param {Element} near @param {VisitModel} model
 */
export function showParticipants(near, model) {
  const list = el("ul", { class: "manage-list", "aria-label": t("participants.list") });
  const result = el("p", { class: "manage-result", role: "status" });
  const say = (sentence) => setText(result, sentence);
  const add = el("button", { type: "button", class: "button", onclick: () => press(add, firstOffer(model), () => addPerson(add, model, say), say) }, t("participants.add"));
  const draw = () => {
    if (model.ended) return dialog.close();
    offer(add, firstOffer(model));
    const { participants } = model.view;
    reconcile(list, participants, (p) => p.person, () => row(model, say), (item, p) => item.refresh(p));
  };
  const dialog = el(
    "dialog",
    { "aria-labelledby": "participants-title", class: "manage", onclose: () => model.removeEventListener("change", draw) },
    el(
      "form",
      { method: "dialog", class: "ask" },
      el("h2", { id: "participants-title" }, t("participants.title")),
      el("p", { class: "manage-visit" }, visitWords(model)),
      list,
      result,
      el("div", { class: "ask-buttons" }, add, el("button", { type: "submit", class: "button primary" }, t("dialogs.close"))),
    ),
  );
  draw();
  model.addEventListener("change", draw);
  showDialog(dialog, near, people);
}

/** A role in which a person can be added, or the reason why there is none. @param {VisitModel} model */
function firstOffer({ view }) {
  return view.additions.find(({ permitted }) => permitted) ?? view.additions[0];
}

/** @param {VisitModel} model @param {(sentence: string) => void} say */
function row(model, say) {
  const face = avatar();
  const name = el("span", { class: "person-name" });
  const where = el("span", { class: "presence" });
  const buttons = el("span", { class: "manage-buttons" });
  const item = el("li", { class: "manage-person" }, face, name, where, buttons);
  item.refresh = (p) => {
    item.dataset.person = p.person;
    showAvatar(face, p);
    const shown = nameOf(p, { identifier: true });
    if (name.textContent !== shown.textContent) name.replaceChildren(shown);
    const isMe = p.person === model.view.me;
    setText(where, [roleWords(p, isMe), p.is_primary && t("people.primary"), presenceSince(p)].filter(Boolean).join(" · "));
    where.dataset.presence = p.presence;
    reconcile(buttons, p.changes, ({ change }) => change, ({ change }) => changeButton(model, change, say), (button, one) => button.refresh(p, one));
  };
  return item;
}

/** @param {VisitModel} model @param {string} change @param {(sentence: string) => void} say */
function changeButton(model, change, say) {
  const { run, word, label } = CHANGES[change];
  let person;
  let offered;
  const button = el(
    "button",
    { type: "button", class: "button small", "data-change": change, onclick: () => press(button, offered, () => run(button, model, person, say), say) },
    t(`participants.${word}`),
  );
  button.refresh = (p, one) => {
    person = p;
    offered = one;
    button.setAttribute("aria-label", t(`participants.${label}`, { name: plainName(p) }));
    offer(button, one);
  };
  return button;
}

/** Greys a button out that is not permitted. Not `disabled`: keyboards and screen readers must reach the reason. */
function offer(button, { permitted, refusal }) {
  button.setAttribute("aria-disabled", String(!permitted));
  button.title = permitted ? "" : refusalText(refusal);
}

/** Opens a form, or says why not. */
function press(button, { permitted, refusal }, run, say) {
  say(permitted ? "" : refusalText(refusal));
  if (permitted) run();
  else button.focus();
}
