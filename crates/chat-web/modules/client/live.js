// The live connection: one WebSocket for everything this page follows. After a disconnect it reconnects
// and resumes every visit from the last numbers, so that nothing is lost or shown twice.

import { serverWords } from "./words.js";

const FIRST_DELAY = 250;
const LONGEST_DELAY = 10_000;
const LONGEST_WAIT = 30_000;
const TOKEN_EXPIRED = 4401;
const REMOVED = 4403;
/** Refusals of a connection that the person can do something about. */
const TOLD = new Set(["origin_not_allowed", "too_many_connections"]);
// The server sends a heartbeat every 25 s. A connection that is silent for longer is dead, even if the
// browser has not noticed.
const SILENCE = 60_000;

/** @typedef {import("./wire.js").ClientFrame} ClientFrame */
/** @typedef {import("./wire.js").ServerFrame} ServerFrame */
/** @typedef {"online" | "offline" | "expired"} LiveState */
/** @typedef {(frame: ServerFrame | {type: "started"}) => void} ShowRows */

/**
 * @typedef {{visit: string, seen: () => Record<string, number>, apply: (frame: ServerFrame) => void,
 *   expire: (sentence?: string) => void, send?: (frame: ClientFrame) => void}} Follower
 */

/** Fires `state` events: `detail` is "online", "offline" or "expired". */
export class Live extends /** @type {import("./events.js").Targets<{state: CustomEvent<LiveState>}>} */ (EventTarget) {
  /** @type {Map<string, Follower>} */ #followers = new Map();
  /** @type {{filter: object, apply: ShowRows} | null} */ #dashboard = null;
  /** @type {WebSocket | null} */ #socket = null;
  /** Delay if following fails once more; `null` is the dashboard's.
   * @type {Map<string | null, number>} */ #waits = new Map();
  /** Why the connection is refused, if the server said so. */
  reason = "";
  /** The token of the connection. */ #token = "";
  #connecting = false;
  #delay = FIRST_DELAY;
  #timer = 0;
  #stopped = false;

  /** @param {import("./api.js").Api} api
   * @param {AbortSignal} signal ends the connection for good */
  constructor(api, signal) {
    super();
    this.api = api;
    signal.addEventListener("abort", () => this.#stop());
    addEventListener("online", () => this.#reconnect(0), { signal });
    addEventListener("offline", () => this.#socket?.close(), { signal });
    // The browser may keep a page that was left, with an open connection, so that going back is fast. Its person
    // is no longer there. After going back, the page reconnects.
    addEventListener("pagehide", () => this.#socket?.close(), { signal });
    this.#connect();
  }

  /** Gives the follower a function for frames that may be lost.
   * @param {Follower} follower */
  follow(follower) {
    follower.send = (frame) => this.#send(frame);
    if (this.#followers.has(follower.visit)) return;
    this.#followers.set(follower.visit, follower);
    this.#sendFollow(follower);
    if (this.#stopped) follower.expire();
  }

  /** @param {string} visit */
  unfollow(visit) {
    this.#followers.delete(visit);
    this.#waits.delete(visit);
    this.#send({ type: "unfollow", visit });
  }

  /** `apply` also gets the frame `started` before the rows are sent, also after a reconnect: rows that have gone since are
   * not named. And it gets `failed` if following ends. A connection has one dashboard: another one takes its place.
   * @param {object} filter
   * @param {ShowRows} apply */
  followDashboard(filter, apply) {
    this.#waits.delete(null);
    if (this.#dashboard) this.#send({ type: "unfollow_dashboard" });
    this.#dashboard = { filter, apply };
    this.#sendDashboard();
  }

  #sendDashboard() {
    if (!this.#dashboard || this.#socket?.readyState !== WebSocket.OPEN) return;
    this.#dashboard.apply({ type: "started" });
    this.#send({ type: "follow_dashboard", ...this.#dashboard.filter });
  }

  get followsDashboard() {
    return this.#dashboard !== null;
  }

  /** @param {ShowRows} apply as given; a dashboard that took its place stays */
  unfollowDashboard(apply) {
    if (this.#dashboard?.apply !== apply) return;
    this.#dashboard = null;
    this.#waits.delete(null);
    this.#send({ type: "unfollow_dashboard" });
  }

  async #connect() {
    this.#connecting = true;
    const token = await this.api.token().catch((problem) => problem);
    this.#connecting = false;
    if (this.#stopped) return;
    if (token?.isSignedOut) return this.#expire();
    if (typeof token !== "string") return this.#later();
    const socket = new WebSocket(this.api.liveUrl, ["visit-chat.v1", `bearer.${token}`]);
    this.#token = token;
    this.#socket = socket;
    let opened = false;
    socket.onopen = () => {
      opened = true;
      this.reason = "";
      this.#delay = FIRST_DELAY;
      this.#state("online");
      for (const follower of this.#followers.values()) this.#sendFollow(follower);
      this.#sendDashboard();
    };
    let deadline = 0;
    const resetDeadline = () => {
      clearTimeout(deadline);
      deadline = setTimeout(() => {
        socket.close();
        this.#closed(socket, 0, opened);
      }, SILENCE);
    };
    resetDeadline();
    socket.onmessage = (event) => {
      resetDeadline();
      this.#receive(JSON.parse(event.data));
    };
    socket.onclose = (event) => {
      clearTimeout(deadline);
      this.#closed(socket, event.code, opened);
    };
  }

  /** @param {WebSocket} socket
   * @param {number} code
   * @param {boolean} opened */
  async #closed(socket, code, opened) {
    if (socket !== this.#socket) return;
    this.#socket = null;
    if (code === TOKEN_EXPIRED) return this.api.renew(this.#token) ? this.#later() : this.#expire();
    // `ended` has informed the person; everything else is resumed immediately.
    if (code === REMOVED) return this.#reconnect(0);
    this.#state("offline");
    // A refused handshake gives no reason; a plain request does.
    const problem = await this.#problemOf("/me");
    if (problem?.isSignedOut) return this.#expire();
    const refusal = problem || opened ? problem : await this.#problemOf("/live");
    if (this.#socket) return;
    this.reason = refusal && TOLD.has(refusal.code) ? refusal.message : "";
    this.#later();
  }

  /** Reconnects, later each time. */
  #later() {
    this.#state("offline");
    this.#reconnect(this.#delay * (0.5 + Math.random()));
    this.#delay = Math.min(this.#delay * 2, LONGEST_DELAY);
  }

  /** @param {string} path
   * @returns {Promise<import("./api.js").Problem | null>} */
  #problemOf(path) {
    return this.api.get(path).then(
      () => null,
      (problem) => problem,
    );
  }

  /** @param {number} delay */
  #reconnect(delay) {
    if (this.#socket || this.#connecting || this.#stopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => !this.#socket && !this.#connecting && this.#connect(), delay);
  }

  #expire() {
    this.#stopped = true;
    this.#state("expired");
    for (const follower of this.#followers.values()) follower.expire();
  }

  #stop() {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#followers.clear();
    this.#dashboard = null;
    this.#socket?.close();
  }

  /** @param {ServerFrame} frame */
  #receive(frame) {
    const visit = "visit" in frame ? frame.visit : null;
    const follower = visit && this.#followers.get(visit);
    switch (frame.type) {
      case "dashboard_row":
      case "dashboard_row_removed":
      case "dashboard_waiting":
        this.#waits.delete(null);
        return this.#dashboard?.apply(frame);
      case "failed":
        return this.#failed(frame);
      case "ended":
        this.#followers.delete(frame.visit);
    }
    if (!follower) return;
    this.#waits.delete(follower.visit);
    follower.apply(frame);
  }

  /** Following failed on the server. Retries only if that may succeed.
   * @param {Extract<ServerFrame, {type: "failed"}>} frame */
  #failed(frame) {
    const { visit = null, problem } = frame;
    const { status, retry_after } = problem;
    if (status < 400 || status >= 500 || status === 429) {
      const wait = Math.max((retry_after ?? 1) * 1_000, this.#waits.get(visit) ?? 0);
      this.#waits.set(visit, Math.min(wait * 2, LONGEST_WAIT));
      // Never earlier than the server allows, and with jitter.
      setTimeout(() => this.#again(visit), wait * (1 + Math.random() / 2));
    } else if (visit) {
      this.#followers.get(visit)?.expire(serverWords(problem.code, problem.detail));
      this.#followers.delete(visit);
    } else {
      this.#dashboard?.apply(frame);
      this.#dashboard = null;
    }
  }

  /** Resumes following from the last numbers.
   * @param {string | null} visit `null` is the dashboard */
  #again(visit) {
    if (!visit) return this.#sendDashboard();
    const follower = this.#followers.get(visit);
    if (follower) this.#sendFollow(follower);
  }

  /** @param {Follower} follower */
  #sendFollow(follower) {
    this.#send({ type: "follow", visit: follower.visit, seen: follower.seen() });
  }

  /** @param {ClientFrame} frame */
  #send(frame) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  /** @param {LiveState} detail */
  #state(detail) {
    this.dispatchEvent(new CustomEvent("state", { detail }));
  }
}
