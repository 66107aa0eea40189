// What the client says to people. It contains no sentences: the page gives it words for its codes and for the
// server's. Without a page, it says its codes, and the server's sentences as they are.

/** @typedef {"expired" | "offline" | "status" | "unconfirmed" | "waits" | "after" | "other_people" | "old" | "files_stay"} Code */
/**
 * `own`: the sentence for a code of the client; `server`: the sentence for a code of the server, in its place.
 * @typedef {{own: (code: Code, values: Record<string, string>) => string, server: (code: string, sentence: string) => string}} Words
 */

/** @type {Words} */
let words = { own: (code) => code, server: (_code, sentence) => sentence };

/** Sets the words, for all clients.
 * @param {Words} given */
export function useWords(given) {
  words = given;
}

/** @param {Code} code
 * @param {Record<string, string>} [values] */
export function ownWords(code, values = {}) {
  return words.own(code, values);
}

/** @param {string} code
 * @param {string} sentence */
export function serverWords(code, sentence) {
  return words.server(code, sentence);
}
