// What a handover makes known (V7). The view says who reads what.

import { t } from "../shared/texts.js";
import { moment } from "../shared/times.js";
import { participant, plainName } from "../shared/words.js";

/** The provider of a direct chat; `null` for the visit chat. @param {string} chat */
const careSide = (chat) => chat.split(":")[1] ?? null;

/** The handovers that concern a chat, in sentences. @param {any} view @param {string} chat @returns {string[]} */
export function handoverSentences(view, chat) {
  const care = careSide(chat);
  const name = (person) => plainName(participant(view, person));
  const concerned = view.handovers.filter(({ from, to }) => !care || care === from || care === to);
  return concerned.flatMap(({ from, to, at, opened }) => {
    const takes = t("handover.takes", { to: name(to), from: name(from), time: moment(at) });
    const reads = opened.some((one) => one.chat === chat);
    return reads ? [takes, t("handover.reads", { to: name(to) })] : [takes];
  });
}

/** The earlier direct chats of others that this person may read. @param {any} view */
export function openedChats(view) {
  const mine = view.handovers.filter(({ to }) => to === view.me);
  return mine.flatMap(({ from, opened }) =>
    opened.map(({ chat }) => ({ chat, from, with: chat.split(":")[2] })),
  );
}
