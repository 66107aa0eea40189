// Who has seen a message, in words.

import { el, setText } from "../shared/dom.js";
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

/** Whom a message has reached, in any of its versions, for the person who is about to retract it. Empty while that is not
 * known. @param {VisitModel} model @param {any} message @param {AbortSignal} signal ends the updates */
export function reachLine(model, message, signal) {
  const line = el("p", { role: "status" });
  /** Who read a version before it was corrected; `null` until the server has answered. @type {any[] | null} */
  let before = null;
  const show = () => {
    const now = model.readBy(message);
    if (!before || !now) return;
    const readers = distinct([...before, ...now]);
    setText(line, readers.length > 0 ? t("messages.seenBy", { names: named(model, readers) }) : t("messages.notSeen"));
  };
  const know = (readers) => {
    before = readers;
    show();
  };
  if (message.version > 1 && model.view.keeps_read_marks) askReaders(model, message, line, know);
  else know([]);
  model.addEventListener("chat", show, { signal });
  return line;
}

/** Who had read a message before it was retracted: a line that is filled once the server has answered.
 * @param {VisitModel} model @param {any} message */
export function readBefore(model, message) {
  const line = el("p", { class: "mark" });
  askReaders(model, message, line, (readers) => {
    setText(line, readers.length === 0 ? t("messages.notRead") : t("messages.readBy", { names: named(model, readers) }));
  });
  return line;
}

/** Asks who has read any version of a message: an earlier one may have reached a wrong recipient. If the request fails, the
 * line shows the error and a retry, since an empty line would mean that no one has.
 * @param {VisitModel} model @param {any} message @param {HTMLElement} line @param {(readers: any[]) => void} known */
async function askReaders(model, message, line, known) {
  try {
    const versions = await model.versions(message);
    known(distinct(versions.flatMap((version) => version.read_by)));
  } catch (problem) {
    const retry = () => {
      line.replaceChildren();
      askReaders(model, message, line, known);
    };
    line.replaceChildren(problem.message, " ", el("button", { type: "button", class: "button small", onclick: retry }, t("messages.again")));
  }
}

/** Each reader once, with the first time. @param {{person: string, at: string | null}[]} readers */
function distinct(readers) {
  return readers.filter(({ person }, at) => readers.findIndex((one) => one.person === person) === at);
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
