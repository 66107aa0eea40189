// The input for a message. Greyed out exactly when the server's view says so, with its sentence.

import { CharactersLeft } from "./characters-left.js";
import { composes, el, reconcile, setText } from "../shared/dom.js";
import { EditLine } from "./edit-line.js";
import { chip, updateChip } from "./file-chip.js";
import { icon } from "../shared/icons.js";
import { newId } from "../client/ids.js";
import { phrasesButton } from "./phrases.js";
import { Uploads } from "./uploads.js";
import { t } from "../shared/texts.js";
import { participant } from "../shared/words.js";

/** Whether the keyboard is on the screen: it has no other key for a new line than Enter. */
const TOUCH = matchMedia("(hover: none) and (pointer: coarse)");

let composers = 0;

export class Composer {
  #input = el("textarea", {
    class: "composer-text",
    rows: "2",
    oninput: () => this.#typed(),
    onkeydown: (event) => this.#key(event),
    onblur: () => this.#leave(),
    onpaste: (event) => this.#pasted(event),
    oncompositionstart: () => (this.#composing = true),
    // Firefox may report the last change after the end, with an `input` event that follows at once.
    oncompositionend: () => ((this.#composing = false), setTimeout(() => this.#show())),
  });
  #picker = el("input", {
    type: "file",
    multiple: true,
    class: "visually-hidden",
    "aria-label": t("composer.attach"),
    onclick: (event) => this.#greyed && this.#refuse(event),
    onchange: (event) => this.#picked(event),
  });
  #attach = el(
    "label",
    { class: "tool attach", title: t("composer.attach") },
    icon("camera"),
    this.#picker,
  );
  #send = el(
    "button",
    { type: "submit", class: "button primary send", part: "send" },
    icon("send"),
  );
  #phrases;
  #files = el("ul", { class: "chips", "aria-label": t("composer.files") });
  #refusal = el("p", { class: "refusal", role: "status", id: `refusal-${++composers}` });
  #note = el("p", { class: "note", role: "alert" });
  #left = new CharactersLeft(this.#input);
  /** @type {EditLine} */ #edit;
  #model;
  #chat;
  #to = "";
  /** As it was shown last. @type {any} */ #recipient = null;
  /** Whether writing is not permitted. The controls stay in reach of keyboards and screen readers, with the reason. */
  #greyed = false;
  /** Whether an input method is in the middle of a word. */
  #composing = false;
  #uploads;
  #sending;

  /**
   * @param {import("../client/visit-model.js").VisitModel} model @param {string} chat
   * @param {() => () => void} sending called before a message is sent; what it returns is called once it is stored
   */
  constructor(model, chat, sending) {
    this.#model = model;
    this.#chat = chat;
    this.#sending = sending;
    this.#uploads = new Uploads(model, chat);
    this.#edit = new EditLine(model, chat);
    this.#phrases = phrasesButton(model.api, (phrase) => this.#insert(phrase));
    this.#input.enterKeyHint = TOUCH.matches ? "enter" : "send";
    this.element = el(
      "form",
      { class: "composer", part: "composer", onsubmit: (event) => this.#submit(event) },
      this.#refusal,
      this.#note,
      this.#edit.element,
      this.#files,
      el("div", { class: "composer-row" }, this.#attach, this.#phrases, this.#input, this.#send),
      this.#left.element,
    );
    this.#input.setAttribute("aria-describedby", `${this.#refusal.id} ${this.#left.id}`);
    for (const control of [this.#picker, this.#send]) control.setAttribute("aria-describedby", this.#refusal.id);
  }

  /** Takes the files that are dropped anywhere on an element; what another composer took there before is forgotten.
   * @param {HTMLElement} area */
  takesFilesFrom(area) {
    const over = (on) => area.classList.toggle("dropping", on);
    area.ondragover = (event) => {
      if (!event.dataTransfer?.types.includes("Files")) return;
      event.preventDefault();
      if (this.#greyed) event.dataTransfer.dropEffect = "none";
      over(!this.#greyed);
    };
    area.ondragleave = (event) => !area.contains(/** @type {Node} */ (event.relatedTarget)) && over(false);
    area.ondrop = (event) => {
      over(false);
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      this.#add(files, event);
    };
  }

  /** Names the recipient in the input and on the send button, and sends to them (P5, P6).
   * @param {import("./recipient.js").Recipient} recipient */
  address({ to, recipient }) {
    this.#recipient = recipient;
    if (this.#to === to) return;
    this.#to = to;
    this.#input.placeholder = t("composer.placeholder", { name: to });
    this.#input.setAttribute("aria-label", t("composer.label", { name: to }));
    this.#send.setAttribute("aria-label", t("composer.send", { name: to }));
    this.#send.title = TOUCH.matches ? t("composer.send", { name: to }) : t("composer.sendByKey", { name: to });
  }

  /** @param {string | null} refusal why writing is not permitted, or `null` */
  update(refusal) {
    const draft = this.#model.drafts.get(this.#chat);
    this.#greyed = refusal !== null;
    this.element.classList.toggle("greyed", this.#greyed);
    for (const control of [this.#input, this.#picker, this.#send]) control.setAttribute("aria-disabled", String(this.#greyed));
    this.#input.readOnly = this.#greyed;
    this.#edit.update();
    const { view } = this.#model;
    this.#phrases.refresh(!this.#greyed && Boolean(view && participant(view, view.me)?.care_team));
    setText(this.#refusal, refusal ?? "");
    setText(this.#note, draft.note);
    // A long one scrolls, by keyboard too.
    if (this.#note.scrollHeight > this.#note.clientHeight) this.#note.tabIndex = 0;
    else this.#note.removeAttribute("tabindex");
    this.#show();
    const on = {
      drop: (file) => {
        this.#uploads.drop(file);
        this.focus();
      },
      repeat: (file) => this.#uploads.repeat(file),
    };
    reconcile(this.#files, draft.files, (file) => file.id, (file) => chip(file, on), updateChip);
    this.#uploads.review();
  }

  focus() {
    this.#input.focus();
  }

  /** Shows the draft's text. An input method that is in the middle of a word keeps it. */
  #show() {
    const { text } = this.#model.drafts.get(this.#chat);
    if (this.#input.value !== text && !this.#composing) this.#input.value = text;
    this.#count();
  }

  #count() {
    this.#left.update(this.#model.view?.limits.max_text_chars);
  }

  /** Says again why writing is not permitted. @param {Event} event */
  #refuse(event) {
    event.preventDefault();
    this.#refusal.replaceChildren(this.#refusal.textContent ?? "");
  }

  #typed() {
    this.#model.drafts.setText(this.#chat, this.#input.value);
    this.#model.drafts.get(this.#chat).note = "";
    setText(this.#note, "");
    this.#count();
    if (this.#input.value.trim()) this.#model.typed(this.#chat);
  }

  /** An edit ends once its composer is left empty; what is written next is another message. */
  #leave() {
    const { text, files } = this.#model.drafts.get(this.#chat);
    const { edits } = this.#model.outbox;
    if (text || files.length > 0 || !edits.of(this.#chat)) return;
    edits.take(this.#chat);
    this.#model.changed(this.#chat);
  }

  /** Inserts a phrase at the cursor. @param {string} phrase */
  #insert(phrase) {
    // The chat may have been greyed out while the list was open.
    if (this.#greyed) return;
    const { selectionStart, selectionEnd } = this.#input;
    this.#input.focus();
    this.#input.setRangeText(phrase, selectionStart, selectionEnd, "end");
    this.#typed();
  }

  #key(event) {
    if (event.key !== "Enter" || event.shiftKey || composes(event) || TOUCH.matches) return;
    event.preventDefault();
    this.element.requestSubmit();
  }

  /** Pictures in the clipboard are attached. Text from a document may have its picture beside it: it stays text. */
  #pasted(event) {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0 || event.clipboardData.types.includes("text/plain")) return;
    event.preventDefault();
    this.#add(files, event);
  }

  #submit(event) {
    if (this.#greyed) return this.#refuse(event);
    event.preventDefault();
    const chat = this.#model.chat(this.#chat);
    const draft = this.#model.drafts.get(this.#chat);
    if (!chat || !this.#recipient) return;
    if (this.#uploads.wait) {
      draft.note = this.#uploads.wait;
      return this.#model.changed(this.#chat);
    }
    const text = draft.text.trim();
    if (!text && draft.files.length === 0) return;
    const files = draft.files.map(({ id, file }) => ({ ...file, upload: id }));
    const content = { client_id: newId(), chat: this.#chat, recipient: this.#recipient, text, files };
    this.#model.drafts.take(this.#chat);
    this.#show();
    const stored = this.#sending();
    this.#model.outbox.send(content).then((done) => done && stored());
  }

  /** @param {Event} event */
  #picked(event) {
    const chosen = [...this.#picker.files];
    this.#picker.value = "";
    this.#add(chosen, event);
  }

  /** Uploads files; the server decides whether they are accepted. @param {File[]} files @param {Event} event */
  #add(files, event) {
    if (this.#greyed) this.#refuse(event);
    else this.#uploads.add(files);
  }
}
