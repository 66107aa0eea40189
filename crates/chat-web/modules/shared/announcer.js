// What screen readers announce of messages that arrive: each once, however many elements of the page show its chat. Where
// the chat is on the screen, its list reads it out. Otherwise the page says from whom it is, and not what it says.

import styles from "../styles/page-log.js";
import { el } from "./dom.js";
import { markLanguage, t } from "./texts.js";
import { participant, plainName } from "./words.js";

/** @typedef {import("../client/visit-model.js").VisitModel} VisitModel */

/** How long a line stays, in milliseconds: screen readers have it by then. */
const STAYS = 10_000;

/** How many messages are read out when more arrive together. */
const MOST = 3;

/** The lists of messages on the page. @type {Set<Announcer>} */
const lists = new Set();

/** The number of the newest message of each chat that was announced, or was there before. @type {WeakMap<VisitModel, Map<string, number>>} */
const heard = new WeakMap();

/** @type {WeakSet<import("../client/chat-client.js").ChatClient>} */
const clients = new WeakSet();

/** The page's own log. @type {HTMLElement | null} */
let page = null;

/** Announces what arrives in the visits of a client. @param {import("../client/chat-client.js").ChatClient} client */
export function announce(client) {
  page ??= pageLog();
  if (clients.has(client)) return;
  clients.add(client);
  for (const model of client.visits) listen(model);
  client.addEventListener("visit", (event) => listen(/** @type {CustomEvent} */ (event).detail));
}

/** @param {VisitModel} model */
function listen(model) {
  heard.set(model, new Map());
  model.addEventListener("chat", (event) => arrive(model, /** @type {CustomEvent} */ (event).detail));
}

/** @param {VisitModel} model @param {string} chat */
function arrive(model, chat) {
  const numbers = heard.get(model);
  if (!numbers || !model.hasLoaded(chat)) return;
  const messages = model.messages(chat);
  const newest = messages.at(-1)?.number ?? 0;
  // What was there when the page was opened is not news.
  const through = numbers.get(chat) ?? newest;
  numbers.set(chat, Math.max(through, newest));
  const arrived = [];
  for (let at = messages.length - 1; at >= 0 && messages[at].number > through; at--) arrived.unshift(messages[at]);
  const others = arrived.filter((m) => m.author !== model.view?.me && !m.retraction);
  if (others.length === 0) return;
  for (const one of lists) if (!one.element.isConnected) lists.delete(one);
  const list = [...lists].find((one) => one.shows(model, chat));
  if (list) list.read(others);
  // A tab in the background says it in its title, and is not spoken of.
  else if (page && !document.hidden) add(page, newsWords(model, chat, others));
}

/** @param {VisitModel} model @param {string} chat @param {any[]} messages */
function newsWords(model, chat, messages) {
  const [first, ...rest] = messages;
  const count = messages.length;
  if (rest.some(({ author }) => author !== first.author)) return t("messages.newInVisit", { count });
  const name = plainName(participant(model.view, first.author));
  return chat === "visit" ? t("messages.newInVisitFrom", { count, name }) : t("messages.newDirect", { count, name });
}

/** What a list of messages reads out. The list itself announces nothing: its elements come and go as the reader moves. */
export class Announcer {
  element = makeLog("visually-hidden");

  /** @param {VisitModel} model @param {string} chat */
  constructor(model, chat) {
    this.model = model;
    this.chat = chat;
  }

  /** The messages have changed: what was retracted, corrected or renamed since is not there to be read again. */
  update() {
    lists.add(this);
    const messages = this.model.messages(this.chat);
    for (const line of /** @type {any[]} */ ([...this.element.children])) {
      const { about } = line.dataset;
      const known = about && messages.findLast((m) => m.message === about);
      if (about && (!known || known.retraction || this.#words(known) !== line.textContent)) line.remove();
    }
  }

  /** Whether it is the list of a chat, and can be heard. @param {VisitModel} model @param {string} chat */
  shows(model, chat) {
    const around = this.element.parentElement;
    return this.model === model && this.chat === chat && around !== null && around.clientHeight > 0 && !isInert(around);
  }

  /** @param {any[]} messages */
  read(messages) {
    if (messages.length > MOST) return add(this.element, t("messages.arrived", { count: messages.length }));
    for (const message of messages) add(this.element, this.#words(message), message.message);
  }

  /** @param {any} message */
  #words({ author, text, files }) {
    const attached = files.map(({ is_image, name }) => (is_image ? t("messages.picture", { name }) : t("messages.file", { name })));
    const name = plainName(participant(this.model.view, author));
    return t("messages.announced", { name, text: [text, ...attached].filter(Boolean).join(". ") });
  }
}

/** @param {string} [looks] a class */
function makeLog(looks) {
  return el("div", { class: looks, role: "log", "aria-live": "polite", "aria-relevant": "additions" });
}

function pageLog() {
  const log = makeLog();
  const host = el("div");
  const root = host.attachShadow({ mode: "open" });
  root.adoptedStyleSheets = [styles];
  root.append(log);
  document.body.append(host);
  markLanguage(host);
  return log;
}

/** @param {HTMLElement} log @param {string} words @param {string} [about] the message */
function add(log, words, about) {
  const line = el("p", { "data-about": about }, words);
  log.append(line);
  setTimeout(() => line.remove(), STAYS);
}

/** Whether something covers an element, such as a dialog. @param {Element | null} element */
function isInert(element) {
  for (let one = element; one; one = one.parentElement ?? /** @type {any} */ (one.getRootNode()).host ?? null) {
    if (one.hasAttribute("inert")) return true;
  }
  return false;
}
