// What screen readers announce of messages that arrive, are corrected or are retracted: each once, however many elements of
// the page show its chat. Where the chat is on the screen, its list reads it out. Otherwise the page says from whom it is, and
// not what it says.

import styles from "../styles/page-log.js";
import { el } from "./dom.js";
import { markLanguage, t } from "./texts.js";
import { participant, plainName } from "./words.js";

/** @typedef {import("../client/visit-model.js").VisitModel} VisitModel */

/** How long a line stays, in milliseconds: screen readers have it by then. */
const STAYS = 10_000;

/** The most messages that are read out one by one when several arrive or change together. */
const MAX_LINES = 3;

/**
 * What was announced of a chat, or was there before: all versions up to the entry `through`, and which messages are not retracted.
 * @typedef {{through: number, standing: Set<string>}} Heard
 */
/**
 * A message that has arrived or changed.
 * @typedef {{message: any, what: "new" | "corrected" | "retracted"}} News
 */

/** The lists of messages on the page. @type {Set<Announcer>} */
const lists = new Set();

/** By chat. @type {WeakMap<VisitModel, Map<string, Heard>>} */
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
  const chats = heard.get(model);
  if (!chats || !model.hasLoaded(chat)) return;
  const messages = model.messages(chat);
  const before = chats.get(chat);
  chats.set(chat, {
    through: messages.reduce((most, m) => Math.max(most, m.version_number), Math.max(model.lastSeen(chat), before?.through ?? 0)),
    standing: new Set(messages.filter((m) => !m.retraction).map((m) => m.message)),
  });
  // What was there when the page was opened is not news.
  const news = before ? messages.flatMap((message) => newsOf(message, before)) : [];
  const others = news.filter(({ message, what }) => (what === "retracted" ? message.retraction.by : message.author) !== model.view?.me);
  if (others.length === 0) return;
  for (const one of lists) if (!one.element.isConnected) lists.delete(one);
  const list = [...lists].find((one) => one.shows(model, chat));
  if (list) list.read(others);
  // A tab in the background says it in its title, and is not spoken of.
  else if (page && !document.hidden) for (const words of newsWords(model, chat, others)) add(page, words);
}

/** @param {any} message @param {Heard} before @returns {News[]} */
function newsOf(message, { through, standing }) {
  if (message.retraction) return standing.has(message.message) ? [{ message, what: "retracted" }] : [];
  if (message.version_number <= through) return [];
  return [{ message, what: message.number > through ? "new" : "corrected" }];
}

/** What the page says of a chat that is not on the screen, without the texts. @param {VisitModel} model @param {string} chat
 * @param {News[]} news @returns {string[]} */
function newsWords(model, chat, news) {
  const messages = news.filter(({ what }) => what === "new").map(({ message }) => message);
  const changes = news.filter(({ what }) => what !== "new");
  const where = (words) => (chat === "visit" ? t("messages.inVisit", { words }) : t("messages.inDirect", { words }));
  const isMany = changes.length > MAX_LINES;
  const lines = (isMany ? [t("messages.changed", { count: changes.length })] : changes.map((one) => changeWords(model, one))).map(where);
  return messages.length > 0 ? [arrivalWords(model, chat, messages), ...lines] : lines;
}

/** @param {VisitModel} model @param {string} chat @param {any[]} messages */
function arrivalWords(model, chat, messages) {
  const [first, ...rest] = messages;
  const count = messages.length;
  if (rest.some(({ author }) => author !== first.author)) return t("messages.newInVisit", { count });
  const name = plainName(participant(model.view, first.author));
  return chat === "visit" ? t("messages.newInVisitFrom", { count, name }) : t("messages.newDirect", { count, name });
}

/** That a message was corrected or retracted. @param {VisitModel} model @param {News} news */
function changeWords(model, { message, what }) {
  const by = what === "retracted" ? message.retraction.by : message.author;
  if (!by) return t("messages.clinicRetracts");
  const name = plainName(participant(model.view, by));
  return what === "retracted" ? t("messages.retracts", { name }) : t("messages.corrects", { name });
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
      const { about, what } = line.dataset;
      const known = about && messages.findLast((m) => m.message === about);
      if (about && (!known || known.retraction || this.#words({ message: known, what }) !== line.textContent)) line.remove();
    }
  }

  /** Whether it is the list of a chat, and can be heard. @param {VisitModel} model @param {string} chat */
  shows(model, chat) {
    const around = this.element.parentElement;
    return this.model === model && this.chat === chat && around !== null && around.clientHeight > 0 && !isInert(around);
  }

  /** @param {News[]} news */
  read(news) {
    const arrived = news.filter(({ what }) => what === "new");
    const changes = news.filter(({ what }) => what !== "new");
    if (arrived.length > MAX_LINES) add(this.element, t("messages.arrived", { count: arrived.length }));
    else for (const one of arrived) add(this.element, this.#words(one), one);
    if (changes.length > MAX_LINES) return add(this.element, t("messages.changed", { count: changes.length }));
    for (const one of changes) {
      if (one.what === "retracted") add(this.element, changeWords(this.model, one));
      else add(this.element, this.#words(one), one);
    }
  }

  /** @param {News} news */
  #words({ message: { author, text, files }, what }) {
    const attached = files.map(({ is_image, name }) => (is_image ? t("messages.picture", { name }) : t("messages.file", { name })));
    const name = plainName(participant(this.model.view, author));
    const content = [text, ...attached].filter(Boolean).join(". ");
    return what === "corrected" ? t("messages.announcedCorrection", { name, text: content }) : t("messages.announced", { name, text: content });
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

/** @param {HTMLElement} log @param {string} words @param {News} [news] whose text it is */
function add(log, words, news) {
  const line = el("p", { "data-about": news?.message.message, "data-what": news?.what }, words);
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
