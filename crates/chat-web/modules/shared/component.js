// The base of the elements: a shadow root, a client, and a line with the state of the connection.

import { ChatClient } from "../client/chat-client.js";
import { announce } from "./announcer.js";
import { closeDialogs } from "./dialog.js";
import { el, setText } from "./dom.js";
import "./client-words.js";
import { markLanguage, t, textsReady } from "./texts.js";

/** How long a sentence stands in the line, in milliseconds. */
const SHOWN = 8_000;

/**
 * What an element works with while it is on the page.
 * @typedef {{client: ChatClient, api: import("../client/api.js").Api, me: any, notify: (sentence: string) => void,
 *   signal: AbortSignal, every: (milliseconds: number, run: () => void) => void}} App
 * `signal`: the element has left the page.
 */

/** The clients of elements with the same server and token, each with the elements that use it.
 * @type {{baseUrl: string, token: unknown, client: ChatClient, users: Set<unknown>}[]} */
let shared = [];

/** @param {string} baseUrl @param {string | (() => string | Promise<string>)} token @param {unknown} user */
function borrow(baseUrl, token, user) {
  let one = shared.find((known) => known.baseUrl === baseUrl && known.token === token && known.client.state !== "expired");
  if (!one) {
    one = { baseUrl, token, client: new ChatClient({ baseUrl, token }), users: new Set() };
    shared.push(one);
  }
  one.users.add(user);
  return one.client;
}

/** Ends the clients that no element uses any more. @param {unknown} user */
function giveBack(user) {
  for (const { users, client } of shared) if (users.delete(user) && users.size === 0) client.stop();
  shared = shared.filter(({ users }) => users.size > 0);
}

/**
 * An element that shows something of the server. It begins once it is on the page and has a `client` or a `token`.
 *
 * Attributes: `base-url`, the address of the API (default `/chat/v1`); `visit`, an id, where the element shows one visit.
 * Properties: `token`, a bearer token or a function that returns one or a promise of one; or `client`, a `ChatClient` that
 * several elements share. Elements with the same `base-url` and the same `token` share a client by themselves; keep one
 * function for all of them. Another token means another person's client.
 */
export class Component extends HTMLElement {
  #root = this.attachShadow({ mode: "open" });
  /** @type {ChatClient | null} */ #client = null;
  /** @type {string | (() => string | Promise<string>) | null} */ #token = null;
  /** The client of the `token`. @type {ChatClient | null} */ #borrowed = null;
  /** @type {AbortController | null} */ #running = null;
  #notify = (/** @type {string} */ _sentence) => {};

  /** @param {CSSStyleSheet[]} sheets */
  constructor(sheets) {
    super();
    this.#root.adoptedStyleSheets = sheets;
  }

  /** The client that was given, or the one of the `token`. */
  get client() {
    return this.#client ?? this.#borrowed;
  }

  set client(client) {
    if (client === this.#client) return;
    this.#client = client;
    this.restart();
  }

  get token() {
    return this.#token;
  }

  set token(token) {
    if (token === this.#token) return;
    this.#token = token;
    this.restart();
  }

  connectedCallback() {
    // Set before the element was defined.
    for (const name of ["client", "token"]) {
      if (!Object.hasOwn(this, name)) continue;
      const value = this[name];
      delete this[name];
      this[name] = value;
    }
    this.#begin();
  }

  disconnectedCallback() {
    this.#running?.abort();
    this.#running = null;
    closeDialogs(this.#root);
    this.#root.replaceChildren();
    // An element that is only moved begins again at once, with the same client.
    queueMicrotask(() => this.#running || this.#giveBack());
  }

  #giveBack() {
    giveBack(this);
    this.#borrowed = null;
  }

  /** Begins again, with what has changed. */
  restart() {
    if (this.#running) {
      this.disconnectedCallback();
      this.#giveBack();
    }
    this.#begin();
  }

  /** Fires an event that also leaves the shadow roots around the element. @param {string} name @param {object} [detail] */
  emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, detail }));
  }

  /** Shows a sentence for some seconds, in the line with the state of the connection. @param {string} sentence */
  say(sentence) {
    this.#notify(sentence);
  }

  /** Shows the element's content. @param {HTMLElement | ShadowRoot} _root @param {App} _app */
  start(_root, _app) {}

  async #begin() {
    if (!this.isConnected || this.#running) return;
    if (!this.#client && this.#token) this.#borrowed ??= borrow(this.getAttribute("base-url") ?? "/chat/v1", this.#token, this);
    const { client } = this;
    if (!client) return;
    const running = new AbortController();
    this.#running = running;
    const { signal } = running;
    await textsReady(this);
    if (signal.aborted) return;
    markLanguage(this);
    announce(client);
    const notify = this.#banner(client, signal);
    this.#notify = notify;
    const me = await client.start();
    if (!me || signal.aborted) return;
    const every = (milliseconds, run) => {
      const timer = setInterval(run, milliseconds);
      signal.addEventListener("abort", () => clearInterval(timer));
    };
    this.start(this.#root, { client, api: client.api, me, notify, signal, every });
  }

  /** The line with the state of the connection, or with a sentence for some seconds.
   * @param {ChatClient} client @param {AbortSignal} signal */
  #banner(client, signal) {
    const banner = el("p", { class: "banner", role: "status" });
    let said = "";
    const draw = () => {
      const offline = t("connection.kept", { reason: client.reason || t("connection.lost") });
      const connection = { expired: t("connection.expired"), offline }[client.state] ?? "";
      this.dataset.connection = client.state;
      setText(banner, said || connection);
    };
    client.addEventListener("state", draw, { signal });
    this.#root.replaceChildren(banner);
    draw();
    let timer = 0;
    return (sentence) => {
      said = sentence;
      draw();
      clearTimeout(timer);
      timer = setTimeout(() => ((said = ""), draw()), SHOWN);
    };
  }
}
