// The files of a draft on their way to the server, which decides whether they are accepted.

import { draftFile } from "../client/drafts.js";
import { refusalWords } from "../client/refusals.js";
import { refusalText, t } from "../shared/texts.js";
import { removedWords } from "../shared/words.js";

/** Interval of polling the status of a file that is being checked, in milliseconds. */
const ASK_EVERY = 2_000;

/** How many files are uploaded at a time. */
const AT_ONCE = 3;

/** @typedef {import("../client/drafts.js").DraftFile} DraftFile */

export class Uploads {
  #model;
  #chat;
  /** Files whose status is being polled. @type {Set<string>} */ #watched = new Set();
  /** Files whose turn to be uploaded comes. @type {DraftFile[]} */ #queue = [];
  #running = 0;
  /** The files that were refused since others were chosen. @type {{name: string, why: string}[]} */ #refused = [];

  /** @param {import("../client/visit-model.js").VisitModel} model @param {string} chat */
  constructor(model, chat) {
    this.#model = model;
    this.#chat = chat;
  }

  /** Uploads files that the person chose, pasted or dropped. @param {File[]} files */
  add(files) {
    this.#refused = [];
    this.#draft.note = "";
    for (const chosen of files) {
      const entry = draftFile(chosen.name, null);
      entry.chosen = chosen;
      this.#draft.files.push(entry);
      this.#enqueue(entry);
    }
  }

  /** Repeats an upload that failed. The id is the same, so that the file is stored once (F7). @param {DraftFile} entry */
  repeat(entry) {
    if (entry.state === "failed" && entry.chosen) this.#enqueue(entry);
  }

  /** Takes a file out of the draft: its upload ends, and the server deletes what it has of it. @param {DraftFile} entry */
  drop(entry) {
    this.#draft.files = this.#draft.files.filter((other) => other !== entry);
    entry.stop?.abort();
    this.#model.discards.add(entry.id);
    this.#changed();
  }

  /** What keeps the draft from being sent; empty if nothing does. */
  get wait() {
    const states = this.#draft.files.map(({ state }) => state);
    if (states.includes("uploading")) return t("uploads.stillUploading");
    if (states.includes("checking")) return t("uploads.stillChecking");
    const left = this.#draft.files.find(({ state }) => state === "failed" || state === "cut");
    if (!left) return "";
    const { name, state } = left;
    return state === "cut" ? t("uploads.chooseAgain", { name }) : t("uploads.tryAgain", { name });
  }

  /** Asks about files that are being checked, and discards what is left of an upload that ended with an earlier page. */
  review() {
    for (const entry of this.#draft.files) {
      if (entry.state === "checking") this.#watch(entry);
      if (entry.state === "cut") this.#model.discards.add(entry.id);
    }
  }

  get #draft() {
    return this.#model.drafts.get(this.#chat);
  }

  #changed() {
    // The next client of this tab has the draft.
    if (this.#model.signal.aborted) return;
    this.#model.drafts.save(this.#chat);
    this.#model.changed(this.#chat);
  }

  /** @param {DraftFile} entry */
  #enqueue(entry) {
    entry.state = "uploading";
    entry.progress = 0;
    this.#queue.push(entry);
    this.#changed();
    this.#next();
  }

  async #next() {
    if (this.#running >= AT_ONCE) return;
    const entry = this.#queue.shift();
    if (!entry) return;
    this.#running += 1;
    if (this.#draft.files.includes(entry)) await this.#upload(entry);
    this.#running -= 1;
    this.#next();
  }

  /** @param {DraftFile} entry */
  async #upload(entry) {
    const { api } = this.#model;
    entry.stop = new AbortController();
    const progress = (part) => {
      entry.progress = part;
      this.#model.changed(this.#chat);
    };
    try {
      const path = `${this.#model.chatPath(this.#chat)}/files`;
      const file = await api.upload(path, entry.chosen, entry.id, { progress, signal: entry.stop.signal });
      entry.removed = removedWords(file.removed ?? []);
      entry.file = { ...file, removed: entry.removed };
      entry.state = file.stage === "held" ? "checking" : "ready";
      entry.chosen = null;
    } catch (problem) {
      if (!this.#draft.files.includes(entry)) return;
      if (problem.isAboutFile) this.#refuse(entry, problem.message);
      else this.#fail(entry, problem);
    }
    this.#changed();
  }

  /** @param {DraftFile} entry @param {string} why */
  #refuse(entry, why) {
    this.#draft.files = this.#draft.files.filter((other) => other !== entry);
    this.#refused.push({ name: entry.name, why });
    this.#draft.note = refusalWords(this.#refused);
  }

  /** The file stays in the draft, with a retry: the refusal is about the chat or the link, or there was no answer.
   * @param {DraftFile} entry @param {Error & {again: boolean}} problem */
  #fail(entry, problem) {
    entry.state = "failed";
    if (!problem.again) this.#draft.note = problem.message;
  }

  /** Polls a file that is being checked until it is released or refused. @param {DraftFile} entry */
  async #watch(entry) {
    if (this.#watched.has(entry.id)) return;
    this.#watched.add(entry.id);
    const path = `${this.#model.path}/uploads/${entry.id}`;
    const { signal } = this.#model;
    while (this.#draft.files.includes(entry) && entry.state === "checking") {
      await new Promise((done) => setTimeout(done, ASK_EVERY));
      if (signal.aborted) return;
      try {
        const status = await this.#model.api.get(path);
        if (status.stage === "released") entry.state = "ready";
        if (status.stage === "refused") this.#refuse(entry, refusalText(status));
      } catch (problem) {
        if (problem.status === 404) this.#refuse(entry, problem.message);
      }
    }
    this.#watched.delete(entry.id);
    this.#changed();
  }
}
