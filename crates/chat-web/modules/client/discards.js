// Uploads that the person gave up. The server may still be storing the last bytes of one, or can't be reached: the page
// asks until the file is gone, in this tab, over reloads.

import { keep, kept } from "./tab-store.js";

/** Delay before the next attempt at first, in milliseconds; then twice as long each time. */
const FIRST_DELAY = 500;

/** How often the page asks before it leaves an upload to the server, which deletes files that no message carries. */
const MAX_ATTEMPTS = 10;

/** How often an upload that was cut off may be unknown to the server: it may be about to be stored. */
const MAX_UNKNOWN = 4;

export class Discards {
  /** @type {Set<string>} */ #ids = new Set();
  /** Those that this page has dealt with.
   * @type {Set<string>} */
  #done = new Set();
  /** @type {string | null} */ #key = null;

  /** @param {import("./api.js").Api} api
   * @param {string} path the visit's path */
  constructor(api, path) {
    this.api = api;
    this.path = path;
  }

  /** Sets the uploader, and resumes what an earlier page of this tab could not discard.
   * @param {string} person */
  belongsTo(person) {
    if (this.#key) return;
    this.#key = `visit-chat.discards.${person}.${this.path}`;
    for (const id of kept(this.#key) ?? []) this.add(id);
  }

  /** Discards an upload, finished or not.
   * @param {string} id */
  add(id) {
    if (this.#ids.has(id) || this.#done.has(id)) return;
    this.#ids.add(id);
    this.#save();
    this.#discard(id);
  }

  /** @param {string} id */
  async #discard(id) {
    let unknown = 0;
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      if (attempt > 0) await new Promise((done) => setTimeout(done, FIRST_DELAY * 2 ** (attempt - 1)));
      const problem = await this.api.call("DELETE", `${this.path}/uploads/${id}`).then(() => null, (refused) => refused);
      if (!problem) break;
      const isStoring = problem.again || problem.code === "upload_in_progress";
      if (!isStoring && ++unknown >= MAX_UNKNOWN) break;
    }
    this.#ids.delete(id);
    this.#done.add(id);
    this.#save();
  }

  #save() {
    if (this.#key) keep(this.#key, this.#ids.size > 0 ? [...this.#ids] : null);
  }
}
