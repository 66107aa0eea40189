// Messages that wait in the direct chat of a provider who handed over or was removed (R4). Those who stand in see
// since when, not what, and can write to the person in a chat of their own.

import { el, reconcile, setText } from "../shared/dom.js";
import { t } from "../shared/texts.js";
import { waited } from "../shared/times.js";
import { participant, plainName } from "../shared/words.js";

/** The answers to one who ends a wait that a colleague has ended. */
const ENDED = new Set(["chat_unknown", "message_unknown"]);

/**
 * One line for each of these waits.
 * @param {import("../client/visit-model.js").VisitModel} model
 * @param {(chat: string, opener: HTMLElement) => void} open opens a chat
 * @param {(sentence: string) => void} notify
 */
export function passedOnLines(model, open, notify) {
  const element = el("div", { class: "passed-on-waits" });
  element.refresh = () => {
    const { passed_on: waits } = model.view;
    reconcile(element, waits, (wait) => wait.chat, ({ chat }) => line(model, chat, open, notify), (one, wait) => one.refresh(wait));
  };
  return element;
}

function line(model, chat, open, notify) {
  const [, care, attendee] = chat.split(":");
  let newest = "";
  const words = el("span", { class: "passed-on-words" });
  const write = el(
    "button",
    { type: "button", class: "button small", onclick: () => open(model.directWith(attendee).chat, write) },
    t("waitingRoom.write"),
  );
  const end = () =>
    model.api
      .put(`${model.chatPath(chat)}/no-answer-needed`, { newest })
      // A colleague was faster: nothing waits any more.
      .catch((problem) => ENDED.has(problem.code) || notify(problem.message));
  const noAnswer = el("button", { type: "button", class: "button small", onclick: end }, t("chat.noAnswerNeeded"));
  const element = el("div", { class: "passed-on" }, words, write, noAnswer);
  element.refresh = (wait) => {
    newest = wait.newest;
    write.hidden = !model.directWith(attendee)?.can_write;
    setText(words, passedOnWords(model.view, care, attendee, wait.since));
  };
  return element;
}

/** "Ana Silva: waiting for Dr. A, who was removed, for 5 min". */
function passedOnWords(view, care, attendee, since) {
  const provider = participant(view, care);
  const values = { name: plainName(participant(view, attendee)), provider: plainName(provider), time: waited(since) };
  const isRemoved = provider?.presence === "removed";
  return isRemoved ? t("waitingRoom.passedOnRemoved", values) : t("waitingRoom.passedOnHandedOver", values);
}
