// The forms that add, edit and remove people, and undo a removal (V4). The view says what is permitted.

import { newId } from "../client/ids.js";
import { el } from "../shared/dom.js";
import { refusalText, t } from "../shared/texts.js";
import { moment } from "../shared/times.js";
import { plainName, shortId } from "../shared/words.js";
import { Field, lineField, reasonField, showForm } from "../shared/form.js";

/** @typedef {import("../client/visit-model.js").VisitModel} VisitModel */
/** @typedef {(sentence: string) => void} Say */

/** Refusals that are about the role. */
const OF_ROLE = new Set(["one_patient_only", "role_fixed", "last_provider"]);

/** @param {Element} near @param {VisitModel} model @param {Say} say */
export function addPerson(near, model, say) {
  const { additions } = model.view;
  const offered = additions.filter(({ permitted }) => permitted);
  const refused = additions.filter(({ permitted }) => !permitted);
  const reasons = refused.map(({ role, refusal }) => `${t(`roles.${role}`)}: ${refusalText(refusal)}`);
  const role = roleField(offered, reasons.join(" "));
  const select = role.control;
  const name = lineField(t("participants.name"), { required: true });
  const identifier = identifierField("");
  const share = new Field(el("input", { type: "checkbox" }), t("participants.share"), t("participants.shareHint"));
  const mayShare = () => offered.some((one) => one.role === select.value && one.may_share_history);
  const offer = () => (share.element.hidden = !mayShare());
  // Guests and interpreters are those who are added during a visit.
  select.value = offered.find((one) => one.role === "guest")?.role ?? offered[0].role;
  select.addEventListener("change", offer);
  offer();
  // One id for all attempts, so that a retry adds no one twice (H1).
  const person = newId();
  const send = async () => {
    const shares_history = mayShare() && share.control.checked;
    const added = { person, role: select.value, name: name.value, second_identifier: identifier.value || null, shares_history };
    await model.api.post(`${model.path}/participants`, added);
    near.dispatchEvent(new CustomEvent("participant-added", { bubbles: true, composed: true, detail: { visit: model.visit, person } }));
    await shown(model);
  };
  const placeOf = (code) => {
    if (code === "history_not_shared") return share;
    return OF_ROLE.has(code) ? role : textField(code, name, identifier);
  };
  showForm(near, {
    title: t("participants.addTitle"),
    about: [visitWords(model)],
    fields: [role, name, identifier, share],
    confirm: t("participants.addConfirm"),
    send,
    sent: () => say(t("participants.added", { name: name.value })),
    placeOf,
  });
}

/** @param {Element} near @param {VisitModel} model @param {any} p @param {Say} say */
export function editPerson(near, model, p, say) {
  const name = lineField(t("participants.name"), { value: p.name, required: true });
  const identifier = identifierField(p.second_identifier ?? "");
  // The server says which of them are possible.
  const role = roleField(model.view.additions);
  role.control.value = p.role;
  const send = async () => {
    const edited = { name: name.value, second_identifier: identifier.value || null, ...(role.value !== p.role && { role: role.value }) };
    await model.api.patch(personPath(model, p), edited);
    await shown(model);
  };
  showForm(near, {
    title: t("participants.editTitle", { name: plainName(p) }),
    about: [t("participants.editEffect")],
    fields: [name, identifier, role],
    confirm: t("dialogs.save"),
    send,
    sent: () => say(t("participants.edited", { name: name.value })),
    placeOf: (code) => (OF_ROLE.has(code) ? role : textField(code, name, identifier)),
  });
}

/** @param {Element} near @param {VisitModel} model @param {any} p @param {Say} say */
export function removePerson(near, model, p, say) {
  const effect = p.person === model.view.me ? t("participants.removeSelf") : t("participants.removeEffect");
  const words = { title: "removeTitle", confirm: "removeConfirm", done: "removed" };
  becauseOf(near, model, p, { path: "removal", effect, words }, say);
}

/** @param {Element} near @param {VisitModel} model @param {any} p @param {Say} say */
export function undoRemoval(near, model, p, say) {
  const words = { title: "undoTitle", confirm: "undoConfirm", done: "undone" };
  becauseOf(near, model, p, { path: "removal/undo", effect: t("participants.undoEffect"), words }, say);
}

/** Which visit it is. @param {VisitModel} model */
export function visitWords({ view, visit }) {
  return `${moment(view.scheduled_for)} · ${t("visits.within", { id: shortId(visit) })}`;
}

/** An act with a reason. */
function becauseOf(near, model, p, { path, effect, words }, say) {
  const reason = reasonField(t("participants.reason"));
  const name = plainName(p);
  showForm(near, {
    title: t(`participants.${words.title}`, { name }),
    about: [effect],
    fields: [reason],
    confirm: t(`participants.${words.confirm}`),
    send: async () => {
      await model.api.post(`${personPath(model, p)}/${path}`, { reason: reason.value });
      await shown(model);
    },
    sent: () => say(t(`participants.${words.done}`, { name })),
    placeOf: (code) => (isOfText(code) ? reason : undefined),
  });
}

/** @param {{role: string}[]} roles @param {string} [hint] */
function roleField(roles, hint) {
  const options = roles.map(({ role }) => el("option", { value: role }, t(`roles.${role}`)));
  return new Field(el("select", {}, ...options), t("participants.role"), hint);
}

/** @param {string} value */
function identifierField(value) {
  return lineField(t("participants.identifier"), { value, hint: t("participants.identifierHint") });
}

/** The text that a refusal is about: the longer one, if it is too long. @param {string} code @param {Field} name @param {Field} identifier */
function textField(code, name, identifier) {
  if (!isOfText(code)) return undefined;
  const isLonger = identifier.value.length > name.value.length;
  return code === "text_too_long" && isLonger ? identifier : name;
}

/** @param {string} code */
function isOfText(code) {
  return code === "text_empty" || code === "text_too_long" || code === "forbidden_character";
}

/** @param {VisitModel} model @param {any} p */
function personPath(model, p) {
  return `${model.path}/participants/${p.person}`;
}

/** The change is shown, also if the visit is not followed. @param {VisitModel} model */
function shown(model) {
  return model.refresh().catch(() => {});
}
