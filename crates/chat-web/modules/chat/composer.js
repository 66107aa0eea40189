// The input for a message. Greyed out exactly when the server's view says so, with its sentence.

import { el, reconcile, setText } from "../shared/dom.js";
import { icon } from "../shared/icons.js";
import { draftFile } from "../client/drafts.js";
import { newId } from "../client/ids.js";
import { phrasesButton } from "./phrases.js";
import { participant, removedWords } from "../shared/words.js";

/** Interval of polling the status of a file that is being checked, in milliseconds. */
const ASK_EVERY = 2_000;

const SUFFIX = { uploading: " …", checking: " (being checked)", ready: "" };

export class Composer {
  #input = el("textarea", {
    class: "composer-text",
    rows: "2",
    oninput: () => this.#typed(),
    onkeydown: (event) => this.#key(event),
  });
  #picker = el("input", {
    type: "file",
    multiple: true,
    class: "visually-hidden",
    "aria-label": "Attach a photo or document",
    onchange: () => this.#picked(),
  });
  #attach = el(
    "label",
    { class: "tool attach", title: "Attach a photo or document" },
    icon("camera"),
    this.#picker,
  );
  #send = el(
    "button",
    { type: "submit", class: "button primary send", title: "Send (Enter)" },
    icon("send"),
  );
  #phrases;
  #files = el("ul", { class: "chips", "aria-label": "Files to send" });
  #refusal = el("p", { class: "refusal", role: "status" });
  #note = el("p", { class: "note", role: "alert" });
  #model;
  #chat;
  #to = "";
  /** Files whose status is being polled. @type {Set<string>} */
  #watched = new Set();
  #sending;

  /**
   * @param {import("../client/visit-model.js").VisitModel} model @param {string} chat
   * @param {() => () => void} sending called before a message is sent; what it returns is called once it is stored
   */
  constructor(model, chat, sending) {
    this.#model = model;
    this.#chat = chat;
    this.#sending = sending;
    this.#phrases = phrasesButton(model.api, (phrase) => this.#insert(phrase));
    this.element = el(
      "form",
      {
        class: "composer",
        onsubmit: (event) => this.#submit(event),
        ondragover: (event) => this.#dragged(event),
        ondrop: (event) => this.#dropped(event),
      },
      this.#refusal,
      this.#note,
      this.#files,
      el("div", { class: "composer-row" }, this.#attach, this.#phrases, this.#input, this.#send),
    );
  }

  /** Names the recipient in the input and on the send button (P5).
   * @param {string} to */
  address(to) {
    if (this.#to === to) return;
    this.#to = to;
    this.#input.placeholder = `Message ${to}`;
    this.#input.setAttribute("aria-label", `Message to ${to}`);
    this.#send.setAttribute("aria-label", `Send to ${to}`);
  }

  /** @param {string | null} refusal why writing is not permitted, or `null` */
  update(refusal) {
    const draft = this.#model.drafts.get(this.#chat);
    const greyed = refusal !== null;
    this.element.classList.toggle("greyed", greyed);
    for (const control of [this.#input, this.#picker, this.#send]) control.disabled = greyed;
    const { view } = this.#model;
    this.#phrases.refresh(!greyed && Boolean(view && participant(view, view.me)?.care_team));
    setText(this.#refusal, refusal ?? "");
    setText(this.#note, draft.note);
    if (this.#input.value !== draft.text) this.#input.value = draft.text;
    reconcile(
      this.#files,
      draft.files,
      (file) => file.id,
      (file) => this.#chip(file),
      (chip, file) => {
        chip.className = `chip ${file.state}`;
        setText(chip.querySelector("bdi"), `${file.name}${SUFFIX[file.state]}`);
        setText(chip.querySelector(".removed"), file.removed);
        if (file.state === "checking") this.#watch(file);
      },
    );
  }

  focus() {
    this.#input.focus();
  }

  #chip(file) {
    const drop = () => {
      const draft = this.#model.drafts.get(this.#chat);
      draft.files = draft.files.filter((other) => other.id !== file.id);
      this.#model.drafts.save(this.#chat);
      this.#model.changed(this.#chat);
      // If this fails, the unsent file is discarded later anyway.
      this.#model.api.call("DELETE", this.#uploadPath(file.id)).catch(() => {});
      this.focus();
    };
    const label = `Don't send ${file.name}`;
    return el(
      "li",
      {},
      el("span", { class: "chip-text" }, el("bdi", {}), el("span", { class: "removed", role: "status" })),
      el("button", { type: "button", class: "tool", "aria-label": label, title: label, onclick: drop }, icon("close")),
    );
  }

  #typed() {
    this.#model.drafts.setText(this.#chat, this.#input.value);
    this.#model.drafts.get(this.#chat).note = "";
    setText(this.#note, "");
    if (this.#input.value.trim()) this.#model.typed(this.#chat);
  }

  /** Inserts a phrase at the cursor. @param {string} phrase */
  #insert(phrase) {
    const { selectionStart, selectionEnd } = this.#input;
    this.#input.focus();
    this.#input.setRangeText(phrase, selectionStart, selectionEnd, "end");
    this.#typed();
  }

  #key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.element.requestSubmit();
  }

  #submit(event) {
    event.preventDefault();
    const chat = this.#model.chat(this.#chat);
    const draft = this.#model.drafts.get(this.#chat);
    if (!chat) return;
    const waits = draft.files.find((file) => file.state !== "ready");
    if (waits) {
      draft.note = waits.state === "uploading" ? "A file is still being uploaded. Send again in a moment." : "A file is still being checked. Send again in a moment.";
      return this.#model.changed(this.#chat);
    }
    const text = draft.text.trim();
    if (!text && draft.files.length === 0) return;
    const files = draft.files.map((file) => file.file);
    const content = { client_id: newId(), chat: this.#chat, recipient: chat.recipient, text, files };
    this.#model.drafts.take(this.#chat);
    const stored = this.#sending();
    this.#model.outbox.send(content).then((done) => done && stored());
  }

  /** Uploads the chosen files; the server decides whether they are accepted. */
  #picked() {
    const chosen = [...this.#picker.files];
    this.#picker.value = "";
    this.#add(chosen);
  }

  #dragged(event) {
    if (event.dataTransfer.types.includes("Files")) event.preventDefault();
  }

  #dropped(event) {
    const files = [...event.dataTransfer.files];
    if (files.length === 0) return;
    event.preventDefault();
    if (!this.#picker.disabled) this.#add(files);
  }

  #add(files) {
    this.#model.drafts.get(this.#chat).note = "";
    for (const file of files) this.#upload(file);
  }

  /** @param {string} id */
  #uploadPath(id) {
    return `${this.#model.path}/uploads/${id}`;
  }

  async #upload(chosen) {
    const model = this.#model;
    const chat = this.#chat;
    const draft = model.drafts.get(chat);
    const entry = draftFile(chosen.name, null);
    draft.files.push(entry);
    model.changed(chat);
    try {
      const file = await model.api.upload(`${model.chatPath(chat)}/files`, chosen, entry.id);
      entry.removed = removedWords(file.removed ?? []);
      entry.file = { ...file, removed: entry.removed };
      entry.state = file.stage === "held" ? "checking" : "ready";
    } catch (problem) {
      this.#refused(entry, problem.message);
    }
    model.drafts.save(chat);
    model.changed(chat);
  }

  /** Names each refused file. */
  #refused(entry, why) {
    const draft = this.#model.drafts.get(this.#chat);
    draft.files = draft.files.filter((other) => other.id !== entry.id);
    draft.note = [draft.note, `${entry.name}: ${why}`].filter(Boolean).join("\n");
  }

  /** Polls a file that is being checked until it is released or refused. */
  async #watch(entry) {
    if (this.#watched.has(entry.id)) return;
    this.#watched.add(entry.id);
    const { drafts, api } = this.#model;
    while (drafts.get(this.#chat).files.includes(entry) && entry.state === "checking") {
      await new Promise((done) => setTimeout(done, ASK_EVERY));
      try {
        const status = await api.get(this.#uploadPath(entry.id));
        if (status.stage === "released") entry.state = "ready";
        if (status.stage === "refused") this.#refused(entry, status.sentence);
      } catch (problem) {
        if (!problem.again) this.#refused(entry, problem.message);
      }
    }
    this.#watched.delete(entry.id);
    drafts.save(this.#chat);
    this.#model.changed(this.#chat);
  }
}
