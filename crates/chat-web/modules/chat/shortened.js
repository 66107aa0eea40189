// The beginning of a text, on one line.

/** The most characters of a text that is quoted. */
const MAX_CHARACTERS = 160;

/** @param {string} text */
export function shortened(text) {
  const characters = [...text.trim().replace(/\s+/gu, " ")];
  return characters.length > MAX_CHARACTERS ? `${characters.slice(0, MAX_CHARACTERS).join("").trimEnd()}…` : characters.join("");
}
