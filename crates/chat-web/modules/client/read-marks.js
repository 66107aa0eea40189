// The last number that a person has read in each chat on this device. No content.

const PREFIX = "visit-chat.read.";

/** @param {string | undefined} person
 * @param {string} visit
 * @param {string} chat */
const key = (person, visit, chat) => `${PREFIX}${person}.${visit}.${chat}`;

/** @param {string | undefined} person
 * @param {string} visit
 * @param {string} chat */
export function readMark(person, visit, chat) {
  try {
    return Number(localStorage.getItem(key(person, visit, chat)) ?? 0);
  } catch {
    return 0;
  }
}

/** @param {string | undefined} person
 * @param {string} visit
 * @param {string} chat
 * @param {number} number
 * @returns {boolean} whether the mark moved; it never moves backward */
export function setReadMark(person, visit, chat, number) {
  if (number <= readMark(person, visit, chat)) return false;
  try {
    localStorage.setItem(key(person, visit, chat), String(number));
    return true;
  } catch {
    // Full or blocked storage must not keep the chat from being shown.
    return false;
  }
}

/** Calls `moved` when another tab of this device moves a mark of the visit.
 * @param {string} visit
 * @param {(person: string, chat: string) => void} moved
 * @param {AbortSignal} signal */
export function onReadMark(visit, moved, signal) {
  addEventListener("storage", (event) => {
    if (!event.key?.startsWith(PREFIX)) return;
    const [person, of, chat] = event.key.slice(PREFIX.length).split(".");
    if (of === visit) moved(person, chat);
  }, { signal });
}
