// The menus behind a visit's id and behind a name: the ways to write (P4).

import { openMenu } from "../shared/person-menu.js";
import { nodes, refusalText, t } from "../shared/texts.js";
import { nameOf, participant } from "../shared/words.js";

/** @typedef {import("../client/visit-model.js").VisitModel} VisitModel */
/** @typedef {(chat: string, opener: HTMLElement) => void} Open */

/** *Visit chat*, and *Direct Message* to each person with whom it is possible, in the server's order: patients by rank.
 * @param {HTMLElement} button @param {VisitModel} model @param {Open} open */
export function visitMenu(button, model, open) {
  const { view } = model;
  const attendees = view.participants.filter((p) => !p.care_team && p.presence !== "removed");
  const direct = view.chats.filter(({ peer }) => peer).map(({ peer, chat }) => ({ p: participant(view, peer), chat }));
  const reached = new Set(direct.map(({ p }) => p?.person));
  const whyNot = [...new Set(attendees.filter((p) => !reached.has(p.person)).map(whyNoDirect))];
  openMenu(button, [
    { label: t("visits.chat"), run: () => open("visit", button) },
    ...direct.map(({ p, chat }) => ({
      label: [...nodes("visits.directTo", { name: nameOf(p, { identifier: true }) }), ...(p?.is_primary ? [` · ${t("people.primary")}`] : [])],
      run: () => open(chat, button),
    })),
    ...(attendees.length === 0 ? [t("waitingRoom.noPatient")] : whyNot).map((note) => ({ note })),
  ]);
}

/** *Direct Message*, or why there is none and what to use instead.
 * @param {HTMLElement} button @param {VisitModel} model @param {any} p @param {Open} open */
export function personMenu(button, model, p, open) {
  const chat = model.directWith(p.person)?.chat;
  if (chat) return openMenu(button, [{ label: t("visits.direct"), run: () => open(chat, button) }]);
  openMenu(button, [
    { note: whyNoDirect(p) },
    { label: t("visits.chat"), run: () => open("visit", button) },
  ]);
}

/** Why there is no direct chat with a person, as the server says. @param {any} p */
export function whyNoDirect(p) {
  return p.direct_refusal ? refusalText(p.direct_refusal) : t("visits.noDirect");
}
