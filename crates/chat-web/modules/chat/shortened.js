// The beginning of a text, on one line.

/** The most characters of a text that is quoted. */
const MOST = 160;

/** @param {string} text */
export function shortened(text) {
  const characters = [...text.trim().replace(/\s+/gu, " ")];
  return characters.length > MOST ? `${characters.slice(0, MOST).join("").trimEnd()}…` : characters.join("");
}
