// The connection of one person to the server: requests, the live connection, and the visits that this page knows.
// It contains no rules and nothing of the screen.

import { Api } from "./api.js";
import { Live } from "./live.js";
import { followOnceReadmitted } from "./undone.js";
import { VisitModel } from "./visit-model.js";

/** How long the client waits before it asks again who the person is, in milliseconds. */
const RETRY_DELAY = 2_000;

/** @typedef {import("./wire.js").Me} Me */
/**
 * @typedef {"connecting" | "online" | "offline" | "expired"} State
 * `expired`: the token is not valid, or no longer.
 */

/**
 * Fires `state` whenever `state` or `reason` has changed, and `visit` (detail: its model) when it is first asked for a visit.
 *
 * @example
 * const client = new ChatClient({ baseUrl: "https://chat.clinic.example/chat/v1", token: fetchToken });
 * await client.start();
 * const visit = client.visit(id);
 * visit.addEventListener("change", () => showPhase(visit.view.phase));
 * client.follow(visit, "me");
 */
export class ChatClient extends /** @type {import("./events.js").Targets<{state: Event}>} */ (EventTarget) {
  /** @type {State} */ state = "connecting";
  /** Why the server can't be reached or refuses the connection, in words for the person; empty if it did not say. */
  reason = "";
  /** The person, once `start` has resolved.
   * @type {Me | null} */
  me = null;
  /** @type {Live | null} */ live = null;
  #life = new AbortController();
  /** @type {Promise<Me | null> | null} */ #started = null;
  /** @type {Map<string, VisitModel>} */ #visits = new Map();
  /** Who needs each followed visit.
   * @type {Map<string, Set<unknown>>} */
  #holders = new Map();

  /**
   * @param {{baseUrl?: string, token: string | (() => string | Promise<string>)}} options `token`: a bearer token, or a
   *   function that returns one; it is called again when the server no longer accepts the last one
   */
  constructor({ baseUrl = "/chat/v1", token }) {
    super();
    this.api = new Api(baseUrl, token);
  }

  /** Ends the connection for good, and all attempts to send. What is not sent stays for the next client of this tab. */
  stop() {
    this.#life.abort();
  }

  /** Connects, once. Retries while the server can't be reached.
   * @returns {Promise<Me | null>} the person, or `null` if the
   * token is not valid */
  start() {
    this.#started ??= this.#start();
    return this.#started;
  }

  /** What this page knows of a visit; one object for all who ask.
   * @param {string} id */
  visit(id) {
    let model = this.#visits.get(id);
    if (!model) {
      this.#visits.set(id, (model = this.#make(id)));
      this.dispatchEvent(new CustomEvent("visit", { detail: model }));
    }
    return model;
  }

  /** The visits that it was asked for.
   * @returns {VisitModel[]} */
  get visits() {
    return [...this.#visits.values()];
  }

  /** Keeps a visit up to date for as long as someone needs it.
   * @param {VisitModel} model
   * @param {unknown} holder */
  follow(model, holder) {
    const holders = this.#holders.get(model.visit) ?? new Set();
    this.#holders.set(model.visit, holders.add(holder));
    this.live?.follow(model);
  }

  /** Ends `follow`.
   * @param {VisitModel} model
   * @param {unknown} holder */
  release(model, holder) {
    const holders = this.#holders.get(model.visit);
    if (!holders?.delete(holder) || holders.size > 0) return;
    this.#holders.delete(model.visit);
    this.live?.unfollow(model.visit);
  }

  /** Whether someone else needs the visit.
   * @param {VisitModel} model
   * @param {unknown} holder */
  isFollowed(model, holder) {
    return [...(this.#holders.get(model.visit) ?? [])].some((one) => one !== holder);
  }

  /** @param {string} id */
  #make(id) {
    const { signal } = this.#life;
    const model = new VisitModel(this.api, id, signal);
    followOnceReadmitted(model, () => this.#holders.has(id) && this.live?.follow(model), signal);
    return model;
  }

  /** @returns {Promise<Me | null>} */
  async #start() {
    const { signal } = this.#life;
    /** @type {Me} */ let me;
    for (;;) {
      try {
        me = await this.api.get("/me");
        break;
      } catch (problem) {
        const isExpired = problem.isSignedOut;
        this.#show(isExpired ? "expired" : "offline", isExpired ? "" : problem.message);
        if (isExpired) return null;
        await new Promise((resolve) => setTimeout(resolve, RETRY_DELAY));
        if (signal.aborted) return null;
      }
    }
    this.me = me;
    this.api.person = me.person ?? null;
    const live = new Live(this.api, signal);
    this.live = live;
    live.addEventListener("state", (event) => this.#show(event.detail, live.reason));
    for (const id of this.#holders.keys()) live.follow(this.visit(id));
    return me;
  }

  /** @param {State} state
   * @param {string} reason */
  #show(state, reason) {
    this.state = state;
    this.reason = reason;
    this.dispatchEvent(new Event("state"));
  }
}
