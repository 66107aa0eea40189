// Unsent text and files: one draft per chat, bound to that chat permanently (P6). Drafts are kept for
// this tab, so that they survive a reload and a switch to the call and back.

import { newId } from "./ids.js";
import { keep, kept, keptKeys } from "./tab-store.js";

/** @typedef {{text: string, files: DraftFile[], note: string}} Draft */
/** `cut` is an upload that ended with the page, `failed` one that can be repeated.
 * @typedef {{id: string, name: string, state: "uploading" | "checking" | "ready" | "failed" | "cut", file: any,
 *   removed: string, progress: number, chosen: File | null, stop: AbortController | null}} DraftFile */

/** A file of a draft. `id` is its upload's; `file` is the server's response, once it has the file;
 * `removed` describes the metadata removed from a photo; `chosen` is what the person chose, while the page has it.
 * @param {string} name
 * @param {any} file
 * @returns {DraftFile} */
export function draftFile(name, file) {
  const state = !file ? "uploading" : file.cut ? "cut" : file.checking ? "checking" : "ready";
  const id = file?.upload ?? newId();
  return { id, name, state, file, removed: file?.removed ?? "", progress: 0, chosen: null, stop: null };
}

export class Drafts {
  /** @type {Map<string, Draft>} */ #drafts = new Map();
  /** @type {string | null} */ #person = null;

  /** @param {string} visit */
  constructor(visit) {
    this.visit = visit;
  }

  /** Sets the author.
   * @param {string} person */
  of(person) {
    if (this.#person !== person) this.#drafts.clear();
    this.#person = person;
  }

  /** @param {string} chat
   * @returns {Draft} */
  get(chat) {
    let draft = this.#drafts.get(chat);
    // Before the author is known, there is nothing to keep.
    if (this.#person === null) return { text: "", files: [], note: "" };
    if (!draft) {
      /** @type {{text?: string, files?: any[]}} */
      const { text = "", files = [] } = kept(this.#key(chat)) ?? {};
      draft = { text, files: files.map((file) => draftFile(file.name, file)), note: "" };
      this.#drafts.set(chat, draft);
    }
    return draft;
  }

  /** The chats with a draft that an earlier page of this tab left, and that was not shown since.
   * @returns {string[]} */
  get left() {
    const chats = keptKeys(this.#key("")).map((key) => key.slice(this.#key("").length));
    return chats.filter((chat) => !this.#drafts.has(chat));
  }

  /** @param {string} chat
   * @param {string} text */
  setText(chat, text) {
    this.get(chat).text = text;
    this.save(chat);
  }

  /** Saves the draft's text and its files. Of one that is not uploaded, the name.
   * @param {string} chat */
  save(chat) {
    const { text, files } = this.get(chat);
    const stored = files.map(({ id, name, state, file, removed }) => {
      if (!file || state === "cut") return { name, upload: id, cut: true };
      return { attachment: file.attachment, name, upload: id, checking: state === "checking", removed };
    });
    keep(this.#key(chat), text || stored.length > 0 ? { text, files: stored } : null);
  }

  /** Removes and returns the draft.
   * @param {string} chat
   * @returns {Draft} */
  take(chat) {
    const draft = this.get(chat);
    this.#drafts.delete(chat);
    keep(this.#key(chat), null);
    return draft;
  }

  /** Restores content that could not be sent, before anything written since.
   * @param {string} chat
   * @param {{text: string, files: any[]}} content
   * @param {string} note */
  giveBack(chat, content, note) {
    const draft = this.get(chat);
    draft.text = [content.text, draft.text].filter(Boolean).join("\n");
    draft.files = [...content.files.map((file) => draftFile(file.name, file)), ...draft.files];
    draft.note = note;
    this.save(chat);
  }

  /** @param {string} chat */
  #key(chat) {
    return `visit-chat.draft.${this.#person}.${this.visit}.${chat}`;
  }
}
