// Signs for a person who looks elsewhere: a count in the tab's title, another icon, and, if they want, a sound and a
// notification. None of them contains a name or a text, since others may see the screen.

import { el, setText } from "./dom.js";
import { t } from "./texts.js";
import { participant } from "./words.js";

const KEY = "visit-chat.attention";

/** Least time between two signs with the same words, in milliseconds. */
const QUIET = 3_000;

/** The page's own title and icon, as they were before any sign. */
const page = { title: "", icon: "" };

/**
 * What waits for the person: fires `news` on an element, with the detail `{count, calls}`. An element with the attribute
 * `signs` also shows it in the page's title and icon (the icon's `data-unread` is the other one), and offers sound and
 * notifications.
 */
export class Attention {
  #icon = /** @type {HTMLLinkElement | null} */ (document.querySelector("link[rel='icon']"));
  #total = 0;
  #calls = false;
  #switch;

  /** @param {import("./component.js").Component} owner @param {AbortSignal} signal */
  constructor(owner, signal) {
    this.owner = owner;
    this.hasSigns = owner.hasAttribute("signs");
    if (this.hasSigns && !page.title) Object.assign(page, { title: document.title, icon: this.#icon?.getAttribute("href") ?? "" });
    this.#switch = new Switch(signal, page.icon);
    signal.addEventListener("abort", () => this.show({ count: 0 }));
    /** Lets the person choose. The owner puts it where it is in sight. */
    this.element = this.#switch.element;
    this.element.hidden = !this.hasSigns;
  }

  /**
   * Shows what waits for the person.
   * @param {{count: number, total?: number, calls?: boolean}} news `count` stands in the title; a growing `total` is a
   * new message; `calls` is whether a call goes on without them
   */
  show({ count, total = count, calls = false }) {
    this.owner.emit("news", { count, calls });
    if (!this.hasSigns) return;
    const parts = [count > 0 && `(${count})`, calls && `${t("attention.call")} ·`, page.title];
    const title = parts.filter(Boolean).join(" ");
    if (document.title !== title) document.title = title;
    const icon = (count > 0 || calls) && this.#icon?.dataset.unread ? this.#icon.dataset.unread : page.icon;
    if (this.#icon && this.#icon.getAttribute("href") !== icon) this.#icon.setAttribute("href", icon);
    const away = document.hidden || !document.hasFocus();
    if (away && calls && !this.#calls) this.#switch.sign(t("attention.call"));
    else if (away && total > this.#total) this.#switch.sign(t("attention.message"));
    this.#total = total;
    this.#calls = calls;
  }
}

/**
 * The signs of an element that shows one visit.
 * @param {import("./component.js").Component} owner
 * @param {import("../client/visit-model.js").VisitModel} model
 * @param {AbortSignal} signal
 * @param {EventTarget & {count: number}} [others] other visits that wait
 * @returns {HTMLElement} the switch
 */
export function attendTo(owner, model, signal, others) {
  const attention = new Attention(owner, signal);
  const draw = () => {
    const view = model.ended ? null : model.view;
    const chats = view?.chats ?? [];
    const unread = chats.reduce((sum, { chat }) => sum + model.news(chat).count, 0);
    const me = view && participant(view, view.me);
    const calls = Boolean(view?.call_underway && me?.presence !== "in_call");
    attention.show({ count: unread + (others?.count ?? 0), calls });
  };
  for (const source of [model, others]) source?.addEventListener("change", draw, { signal });
  model.addEventListener("chat", draw, { signal });
  return attention.element;
}

/** The choices of this browser. Both are off until the person turns them on. */
class Switch {
  #note = el("span", { class: "attention-note", role: "status" });
  #sound = this.#choice("sound", t("attention.sound"));
  #notification = this.#choice("notification", t("attention.notification"));
  /** When each sign was given. @type {Map<string, number>} */ #last = new Map();
  /** @type {AudioContext | null} */ #audio = null;
  element = el(
    "fieldset",
    { class: "attention" },
    el("legend", {}, t("attention.title")),
    this.#sound,
    "Notification" in window && this.#notification,
    this.#note,
  );

  /** @param {AbortSignal} signal @param {string} icon */
  constructor(signal, icon) {
    this.icon = icon;
    // Browsers play a sound only after the person has used the page.
    const wake = () => chosen().sound && this.#context()?.resume().catch(() => {});
    for (const type of ["pointerdown", "keydown"]) addEventListener(type, wake, { signal });
    // Another tab may have changed them.
    addEventListener("storage", ({ key }) => key === KEY && this.#draw(), { signal });
    this.#draw();
  }

  /** @param {string} words */
  sign(words) {
    const { sound, notification } = chosen();
    const before = this.#last.get(words) ?? -Infinity;
    if (!(sound || notification) || performance.now() - before < QUIET) return;
    this.#last.set(words, performance.now());
    if (sound) this.#beep();
    if (!notification || !("Notification" in window) || Notification.permission !== "granted") return;
    try {
      const shown = new Notification(words, /** @type {any} */ ({ tag: `visit-chat ${words}`, renotify: true, icon: this.icon }));
      shown.onclick = () => (window.focus(), shown.close());
    } catch {
      // Some browsers show notifications of service workers only.
    }
  }

  #choice(name, label) {
    const input = el("input", { type: "checkbox", name, onchange: () => this.#choose(name, input.checked) });
    return el("label", { class: "attention-choice" }, input, ` ${label}`);
  }

  async #choose(name, on) {
    choose(name, on);
    setText(this.#note, "");
    if (name === "sound" && on) this.#beep();
    if (name !== "notification" || !on) return;
    const answer = await Notification.requestPermission();
    if (answer === "granted") return setText(this.#note, t("attention.empty"));
    choose(name, false);
    this.#draw();
    setText(this.#note, t("attention.blocked"));
  }

  #draw() {
    const settings = chosen();
    for (const label of [this.#sound, this.#notification]) {
      const input = label.querySelector("input");
      input.checked = Boolean(settings[input.name]);
    }
  }

  #context() {
    if (!this.#audio && "AudioContext" in window) this.#audio = new AudioContext();
    return this.#audio;
  }

  #beep() {
    const audio = this.#context();
    if (!audio) return;
    const [tone, volume] = [audio.createOscillator(), audio.createGain()];
    tone.frequency.value = 660;
    volume.gain.setValueAtTime(0.12, audio.currentTime);
    volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + 0.35);
    tone.connect(volume).connect(audio.destination);
    tone.start();
    tone.stop(audio.currentTime + 0.35);
  }
}

/** @returns {{sound?: boolean, notification?: boolean}} */
function chosen() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "{}");
  } catch {
    return {};
  }
}

function choose(name, on) {
  try {
    localStorage.setItem(KEY, JSON.stringify({ ...chosen(), [name]: on }));
  } catch {
    // Blocked storage: the choice is not kept.
  }
}
