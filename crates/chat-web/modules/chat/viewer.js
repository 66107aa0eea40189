// The pictures of a chat, one at a time, as large as the window. Arrow keys go from one to the next.

import { showDialog } from "../shared/dialog.js";
import { el, setText } from "../shared/dom.js";
import { fetchFile, thumbnailUrl } from "./file-bytes.js";
import { icon } from "../shared/icons.js";
import { t } from "../shared/texts.js";

/** How long a picture that was left can still be saved, in milliseconds. */
const LEFT = 60_000;

/**
 * Opens a picture. Its thumbnail is shown until it is loaded.
 * @param {Element} near @param {import("../client/visit-model.js").VisitModel} model @param {string} chat @param {any} file
 */
export function openViewer(near, model, chat, file) {
  new Viewer(near, model, chat, file);
}

class Viewer {
  #image = el("img", { class: "viewer-picture" });
  #note = el("p", { class: "viewer-note", role: "status" });
  #name = el("bdi", { class: "viewer-name" });
  #place = el("span", { class: "viewer-place" });
  #save = this.#tool("button", t("dialogs.save"), () => el("a", { href: this.#url, download: this.#file.name }).click());
  #close = this.#tool("button", t("dialogs.close"), () => this.dialog.close());
  #back = this.#tool("tool viewer-step", t("files.previous"), () => this.#step(-1), "back");
  #on = this.#tool("tool viewer-step", t("files.next"), () => this.#step(1), "on");
  #url = "";
  #file;
  /** Whether the picture is one of the chat's. Those of a chat that was opened by a handover are not the model's. */
  #wasThere = false;

  constructor(near, model, chat, file) {
    this.model = model;
    this.chat = chat;
    const changed = () => this.#review();
    this.dialog = el(
      "dialog",
      {
        class: "viewer",
        "aria-label": t("files.picture"),
        onkeydown: (event) => this.#key(event),
        onclick: (event) => event.target === this.dialog && this.dialog.close(),
        onclose: () => {
          model.removeEventListener("chat", changed);
          model.removeEventListener("change", changed);
          this.#forget();
        },
      },
      el("div", { class: "viewer-head" }, el("p", { class: "viewer-title" }, this.#name, " ", this.#place), this.#save, this.#close),
      el("div", { class: "viewer-stage" }, this.#back, this.#image, this.#on),
      this.#note,
    );
    model.addEventListener("chat", changed);
    model.addEventListener("change", changed);
    showDialog(this.dialog, near);
    this.#show(file);
  }

  /** The pictures of the chat, as far as it is loaded. */
  get #pictures() {
    const messages = this.model.messages(this.chat).filter((m) => !m.retraction);
    return messages.flatMap((m) => m.files).filter((file) => file.is_image);
  }

  #index() {
    return this.#pictures.findIndex(({ attachment }) => attachment === this.#file.attachment);
  }

  async #show(file) {
    this.#forget();
    this.#file = file;
    this.#wasThere = false;
    this.#save.disabled = true;
    this.#image.hidden = false;
    this.#image.alt = file.name;
    this.#image.removeAttribute("src");
    setText(this.#name, file.name);
    setText(this.#note, t("files.loading"));
    this.#place.textContent = "";
    this.#review();
    // The button that had it may be disabled or hidden now.
    const active = this.dialog.querySelector("button:focus:enabled:not([hidden])");
    if (!active) this.#close.focus();
    const isHere = () => this.#file === file && this.dialog.open;
    thumbnailUrl(this.model, file).then((url) => isHere() && !this.#url && (this.#image.src = url), () => {});
    try {
      const blob = await fetchFile(this.model, file);
      if (!isHere()) return;
      this.#url = URL.createObjectURL(blob);
      this.#image.src = this.#url;
      this.#save.disabled = false;
      setText(this.#note, "");
    } catch (problem) {
      if (isHere()) setText(this.#note, problem.message);
    }
  }

  /** What was retracted is no longer shown, nor what this person may no longer read. */
  #review() {
    const at = this.#index();
    const { length } = this.#pictures;
    this.#back.hidden = at <= 0;
    this.#on.hidden = at < 0 || at >= length - 1;
    setText(this.#place, length > 1 && at >= 0 ? t("files.place", { number: at + 1, count: length }) : "");
    const isGone = this.#wasThere && at < 0;
    this.#wasThere = at >= 0;
    if (isGone) this.dialog.close();
  }

  #step(by) {
    const next = this.#pictures[this.#index() + by];
    if (this.#index() < 0 || !next) return;
    this.#show(next);
  }

  #key(event) {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const isLeft = getComputedStyle(this.dialog).direction === "rtl";
    this.#step(isLeft ? -step : step);
  }

  /** Delayed, since a save may still be reading it. */
  #forget() {
    const url = this.#url;
    if (url) setTimeout(() => URL.revokeObjectURL(url), LEFT);
    this.#url = "";
  }

  #tool(kind, label, onclick, name) {
    const named = name ? { "aria-label": label, title: label } : {};
    return el("button", { type: "button", class: kind, ...named, onclick }, name ? icon(name) : label);
  }
}
