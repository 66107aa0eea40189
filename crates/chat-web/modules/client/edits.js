// What becomes of a message whose answer was lost, if its author edits it. It keeps its client id: for one id the server
// stores one message, whatever arrives first, and refuses another content (F7). If that was an earlier attempt, the message
// is corrected (F8). So an edit is never a second message.

import { keep, kept } from "./tab-store.js";
import { ownWords } from "./words.js";
import { Problem } from "./api.js";

/**
 * @typedef {{recipient: any, text: string, files: any[]}} Content
 * @typedef {{message: string, files: string[]}} Stored the message, and its attachments
 * @typedef {{client_id: string, attempts: Content[], stored: Stored | null}} Edit
 * `attempts`: the contents that may be stored under the id, oldest first. `stored`: what is, once it is known.
 */

/** The edits that are in the composers: at most one for each chat. Kept for this tab. */
export class Edits {
  /** @type {Map<string, Edit>} */ #edits = new Map();
  /** @type {string | null} */ #key = null;
  #signal;

  /** @param {AbortSignal} signal the client has ended */
  constructor(signal) {
    this.#signal = signal;
  }

  /**
   * Sets the author, and restores what an earlier page of this tab left.
   * @param {string} person
   * @param {string} visit
   */
  belongsTo(person, visit) {
    if (this.#key) return;
    this.#key = `visit-chat.edits.${person}.${visit}`;
    this.#edits = new Map(kept(this.#key) ?? []);
  }

  /**
   * @param {string} chat
   * @returns {Edit | null}
   */
  of(chat) {
    return this.#edits.get(chat) ?? null;
  }

  /**
   * @param {string} chat
   * @param {Edit} edit
   */
  begin(chat, edit) {
    this.#edits.set(chat, edit);
    this.#save();
  }

  /**
   * Removes and returns a chat's edit.
   * @param {string} chat
   * @returns {Edit | null}
   */
  take(chat) {
    const edit = this.of(chat);
    this.#edits.delete(chat);
    this.#save();
    return edit;
  }

  #save() {
    // The next client of this tab keeps them.
    if (this.#key && !this.#signal.aborted) keep(this.#key, this.#edits.size > 0 ? [...this.#edits] : null);
  }
}

/**
 * What the server has stored.
 * @param {{message: string, files: {attachment: string}[]}} message
 * @returns {Stored}
 */
export function storedAs({ message, files }) {
  return { message, files: files.map(({ attachment }) => attachment) };
}

/**
 * Whether a message is what was to be sent.
 * @param {Content} content
 * @param {any} message
 */
export function isSame({ text, files }, message) {
  return text === (message.text ?? "") && haveSame(files, storedAs(message));
}

/**
 * @param {any[]} files
 * @param {Stored} stored
 */
function haveSame(files, stored) {
  return JSON.stringify(files.map(({ attachment }) => attachment)) === JSON.stringify(stored.files);
}

/**
 * Stores a message once, as it is now. Resolves to the receipt, or to `null` if an earlier attempt was stored, and was
 * corrected.
 * @param {import("./visit-model.js").VisitModel} model
 * @param {Content & Edit & {chat: string}} pending
 * @returns {Promise<any>}
 */
export async function deliver(model, pending) {
  const { text, files, attempts } = pending;
  if (!pending.stored) {
    try {
      return await post(model, pending, pending);
    } catch (refused) {
      const problem = /** @type {Problem} */ (refused);
      if (problem.code !== "client_id_reused" || attempts.length === 0) throw problem;
      pending.stored = await findStored(model, pending, problem);
    }
  }
  // A correction is a text, and leaves the files as they are.
  if (!text || !haveSame(files, pending.stored)) throw new Problem("files_stay", ownWords("files_stay"), false, false);
  await model.api.post(`${model.path}/messages/${pending.stored.message}/correction`, { text });
  return null;
}

/**
 * The attempt that was stored. Each is repeated only now that the id is known to be taken: none can be stored by it.
 * @param {import("./visit-model.js").VisitModel} model
 * @param {Edit & {chat: string}} pending
 * @param {Problem} reused
 * @returns {Promise<Stored>}
 */
async function findStored(model, pending, reused) {
  for (const content of pending.attempts) {
    try {
      const { message } = await post(model, pending, content);
      return storedAs({ message, files: content.files });
    } catch (refused) {
      if (/** @type {Problem} */ (refused).code !== reused.code) throw refused;
    }
  }
  throw reused;
}

/**
 * @param {import("./visit-model.js").VisitModel} model
 * @param {{chat: string, client_id: string}} about
 * @param {Content} content
 * @returns {Promise<any>}
 */
function post(model, { chat, client_id }, { recipient, text, files }) {
  const body = { recipient, client_id, files: files.map(({ attachment }) => attachment) };
  return model.api.post(`${model.chatPath(chat)}/messages`, text ? { ...body, text } : body);
}
