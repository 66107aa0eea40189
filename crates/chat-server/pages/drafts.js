// What a person is about to say: one draft for each chat, bound to that chat for good (P6).

/** @typedef {{text: string, files: DraftFile[], note: string}} Draft */
/** @typedef {{name: string, state: "uploading" | "ready", file: any}} DraftFile */

export class Drafts {
  /** @type {Map<string, Draft>} */ #drafts = new Map();
  /** @type {string | null} */ #person = null;

  /** @param {string} visit */
  constructor(visit) {
    this.visit = visit;
  }

  /** Whose drafts they are. @param {string} person */
  of(person) {
    this.#person = person;
  }

  /** @param {string} chat @returns {Draft} */
  get(chat) {
    let draft = this.#drafts.get(chat);
    if (!draft) {
      draft = { text: sessionStorage.getItem(this.#key(chat)) ?? "", files: [], note: "" };
      this.#drafts.set(chat, draft);
    }
    return draft;
  }

  /** Keeps the text for this tab, so that going to the call and back doesn't lose it.
   * @param {string} chat @param {string} text */
  setText(chat, text) {
    this.get(chat).text = text;
    if (text) sessionStorage.setItem(this.#key(chat), text);
    else sessionStorage.removeItem(this.#key(chat));
  }

  /** Takes the draft out. @param {string} chat @returns {Draft} */
  take(chat) {
    const draft = this.get(chat);
    this.#drafts.delete(chat);
    sessionStorage.removeItem(this.#key(chat));
    return draft;
  }

  /** Puts back what could not be sent, before whatever was written since.
   * @param {string} chat @param {{text: string, files: any[]}} content @param {string} note */
  giveBack(chat, content, note) {
    const draft = this.get(chat);
    this.setText(chat, [content.text, draft.text].filter(Boolean).join("\n"));
    const files = content.files.map((file) => ({ name: file.name, state: "ready", file }));
    draft.files = [.../** @type {DraftFile[]} */ (files), ...draft.files];
    draft.note = note;
  }

  #key(chat) {
    return `visit-chat.draft.${this.#person}.${this.visit}.${chat}`;
  }
}
