// Several refused files in words: each with its reason, and what is the same for several only once.

/** The end of a sentence, and the start of the next. */
const NEXT = /(?<=[.!?]) (?=\p{Lu})/u;

/**
 * @param {{name: string, why: string}[]} refused
 * @returns {string} one line for each file, then what to do
 */
export function refusalWords(refused) {
  /** The files by what to do about them.
   * @type {Map<string, string[]>} */
  const groups = new Map();
  for (const { name, why } of refused) {
    // The server may quote the name, which can contain anything.
    const quoted = `“${name}”`;
    const lead = why.startsWith(quoted) ? quoted : `${name}: `;
    const sentences = (lead === quoted ? why.slice(quoted.length) : why).split(NEXT);
    const todo = sentences.length > 1 ? (sentences.pop() ?? "") : "";
    groups.set(todo, [...(groups.get(todo) ?? []), lead + sentences.join(" ")]);
  }
  const parts = [...groups].map(([todo, lines]) => [lines.join("\n"), todo]);
  // One file reads as the server wrote it.
  return parts.map(([lines, todo]) => [lines, todo].filter(Boolean).join(lines.includes("\n") ? "\n" : " ")).join("\n");
}
