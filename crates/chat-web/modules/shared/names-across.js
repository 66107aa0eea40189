// Names that look alike in several visits on one page. Within a visit the server tells people apart; across visits
// the page adds the visit's time and id (P7).

import { t } from "./texts.js";
import { moment } from "./times.js";
import { plainName, shortId } from "./words.js";

/** @typedef {import("../client/visit-model.js").VisitModel} VisitModel */

/** The visits that each element lists or has open chats of. @type {Map<Element, Set<VisitModel>>} */
const onPage = new Map();

/** Fires `change` when other names have come onto the page. */
export const names = new EventTarget();

/** Says which visits an element shows. @param {Element} element @param {VisitModel[]} models */
export function showNames(element, models) {
  onPage.set(element, new Set(models));
  names.dispatchEvent(new Event("change"));
}

/** What tells a chat from the chats of other visits on this page; empty if its title is clear without it.
 * @param {VisitModel} model @param {any} person its other member; `null` for the visit chat */
export function apart(model, person) {
  const { view, visit } = model;
  if (!view) return "";
  const others = [...onPage.values()].flatMap((shown) => [...shown]).filter((other) => other !== model && other.view);
  const same = person ? others.some((other) => hasLooks(other.view, person.looks)) : others.length > 0;
  return same ? `${moment(view.scheduled_for)} · ${t("visits.within", { id: shortId(visit) })}` : "";
}

/** A person as the recipient of a message, in plain text. @param {VisitModel} model @param {any} person */
export function recipientName(model, person) {
  const words = apart(model, person);
  return [plainName(person), words && person.second_identifier, words].filter(Boolean).join(", ");
}

/** Whether the name of one of the visit's people looks alike. The server folds what looks alike. */
function hasLooks(view, looks) {
  return view.participants.some((p) => p.looks === looks);
}
