// Who has seen a message, in words.

import { el } from "../shared/dom.js";
import { t } from "../shared/texts.js";
import { whenWords } from "../shared/times.js";
import { participant, plainName } from "../shared/words.js";

/** @typedef {import("../client/visit-model.js").VisitModel} VisitModel */

/** How many readers of a message are named. */
const NAMED = 3;

/** Who has seen the person's own message. Empty if it is not known. @param {VisitModel} model @param {any} message */
export function seenWords(model, message) {
  if (message.author !== model.view.me || message.retraction) return "";
  const readers = model.readBy(message);
  if (readers === null) return "";
  if (readers.length === 0) return t("messages.sent");
  if (message.chat === "visit") return t("messages.seenBy", { names: named(model, readers) });
  const { at } = readers[0];
  return at ? t("messages.seenWhen", { when: whenWords(at) }) : t("messages.seen");
}

/** Whom a message has reached, for the person who is about to retract it. Empty if it is not known.
 * @param {VisitModel} model @param {any} message */
export function reachWords(model, message) {
  const readers = model.readBy(message);
  if (!readers) return "";
  return readers.length > 0 ? t("messages.seenBy", { names: named(model, readers) }) : t("messages.notSeen");
}

/** Who had read a message before it was retracted: a line that is filled once the server has answered.
 * @param {VisitModel} model @param {any} message */
export function readBefore(model, message) {
  const line = el("p", { class: "mark" });
  const fill = (versions) => {
    const readers = versions.at(-1)?.read_by ?? [];
    line.textContent = readers.length === 0 ? t("messages.notRead") : t("messages.readBy", { names: named(model, readers) });
  };
  model.versions(message).then(fill, () => line.remove());
  return line;
}

/** @param {VisitModel} model @param {{person: string, at: string | null}[]} readers */
function named(model, readers) {
  const who = ({ person, at }) => {
    const name = plainName(participant(model.view, person));
    return at ? t("messages.reader", { name, when: whenWords(at) }) : name;
  };
  const names = readers.slice(0, NAMED).map(who);
  if (readers.length > NAMED) names.push(t("counts.more", { count: readers.length - NAMED }));
  return names.join(", ");
}
