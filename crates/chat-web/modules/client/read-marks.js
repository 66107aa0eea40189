// The last number that a person has read in each chat on this device. No content.

const key = (person, visit, chat) => `visit-chat.read.${person}.${visit}.${chat}`;

/** @returns {number} */
export function readMark(person, visit, chat) {
  return Number(localStorage.getItem(key(person, visit, chat)) ?? 0);
}

/** @returns {boolean} whether the mark moved; it never moves backward */
export function setReadMark(person, visit, chat, number) {
  if (number <= readMark(person, visit, chat)) return false;
  localStorage.setItem(key(person, visit, chat), String(number));
  return true;
}
