// Who gets a message to chosen visits. The views say which chats there are and who may be written to.

import { refusalText, t } from "../shared/texts.js";

/** @typedef {import("../client/visit-model.js").VisitModel} VisitModel */
/** @typedef {{name: string, qualifier: string | null, second_identifier: string | null, role: string, presence: string}} Reader */
/**
 * A chat that gets the message, with the attendees who read it there, if they are known.
 * @typedef {{visit: string, chat: string, recipient: any, readers: Reader[] | null, waits: boolean}} Address
 */
/** A visit, or a person in it, that would get nothing, and why. @typedef {{visit: string, reader: Reader | null, why: string}} Unreached */

/** The ways to address the visits. @typedef {"waiting" | "everyone" | "patients"} Way */
/** @type {Way[]} */
export const WAYS = ["waiting", "everyone", "patients"];

/** The chats of a visit in which a message or notice waits for this person's answer. @param {VisitModel} model @returns {any[]} */
export function waitingChats(model) {
  const notices = new Set(model.waitingNotices().map((notice) => model.answerIn(notice)));
  return model.view.chats.filter(({ chat, waiting }) => waiting || notices.has(chat));
}

/** The number of chats of a visit that are addressed by default. @param {VisitModel} model */
export function chatsByDefault(model) {
  return Math.max(waitingChats(model).length, 1);
}

/**
 * The chats that get the message, and who gets nothing.
 * @param {VisitModel[]} models @param {Way} way
 * @returns {{addresses: Address[], unreached: Unreached[]}}
 */
export function addressed(models, way) {
  const found = models.map((model) => inVisit(model, way));
  return { addresses: found.flatMap((one) => one.addresses), unreached: found.flatMap((one) => one.unreached) };
}

/** @param {VisitModel} model @param {Way} way */
function inVisit(model, way) {
  const { visit, view } = model;
  if (way === "patients") return directly(model);
  const waiting = way === "waiting" ? waitingChats(model) : [];
  const chats = waiting.length > 0 ? waiting : view.chats.filter(({ peer }) => !peer);
  return split(visit, chats.map((chat) => ({ chat, readers: readersOf(view, chat) })));
}

/** The direct chats with the visit's patients. @param {VisitModel} model */
function directly(model) {
  const { visit, view } = model;
  const patients = view.participants.filter((p) => p.role === "patient" && p.presence !== "removed");
  if (patients.length === 0) return { addresses: [], unreached: [{ visit, reader: null, why: t("many.noPatient") }] };
  return split(visit, patients.map((p) => ({ chat: model.directWith(p.person), readers: [reader(p)] })));
}

/** Separates the chats that can be written in from the others. */
function split(visit, chats) {
  const addresses = [];
  const unreached = [];
  for (const { chat, readers } of chats) {
    if (chat?.can_write) {
      addresses.push({ visit, chat: chat.chat, recipient: chat.recipient, readers, waits: Boolean(chat.waiting) });
    } else {
      const why = chat ? refusalText(chat.write_refusal) : t("many.noChat");
      unreached.push({ visit, reader: !chat || chat.peer ? readers[0] : null, why });
    }
  }
  return { addresses, unreached };
}

/** The attendees of a chat, patients first. @returns {Reader[]} */
export function readersOf(view, chat) {
  const attendees = view.participants.filter((p) =>
    chat.peer ? p.person === chat.peer : !p.care_team && p.presence !== "removed",
  );
  const isPatient = (p) => p.role === "patient";
  return [...attendees.filter(isPatient), ...attendees.filter((p) => !isPatient(p))].map(reader);
}

/** What the list says about a person. @returns {Reader} */
function reader({ name, qualifier, second_identifier, role, presence }) {
  return { name, qualifier, second_identifier, role, presence };
}
