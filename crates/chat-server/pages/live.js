// The live connection: one WebSocket for all that this page follows. When it breaks it is opened
// again and every visit is resumed from what was seen, so nothing is lost or shown twice.

import { EXPIRED } from "./words.js";

const FIRST_DELAY = 250;
const LONGEST_DELAY = 10_000;
const TOKEN_EXPIRED = 4401;
// The server says that it is there every 25 s. A connection that is silent for longer is dead,
// although nobody has told the browser.
const SILENCE = 60_000;

/**
 * @typedef {{visit: string, seen: () => Record<string, number>, apply: (frame: any) => void,
 *   expire: (sentence: string) => void}} Follower
 */

/** Fires `state` events: `detail` is "online", "offline" or "expired". */
export class Live extends EventTarget {
  /** @type {Map<string, Follower>} */ #followers = new Map();
  /** @type {{filter: object, apply: (frame: any) => void} | null} */ #dashboard = null;
  /** @type {WebSocket | null} */ #socket = null;
  #delay = FIRST_DELAY;
  #timer = 0;
  #stopped = false;

  /** @param {import("./api.js").Api} api */
  constructor(api) {
    super();
    this.api = api;
    addEventListener("online", () => this.#reconnect(0));
    addEventListener("offline", () => this.#socket?.close());
    this.#connect();
  }

  /** @param {Follower} follower */
  follow(follower) {
    if (this.#followers.has(follower.visit)) return;
    this.#followers.set(follower.visit, follower);
    this.#sendFollow(follower);
    if (this.#stopped) follower.expire(EXPIRED);
  }

  /** @param {string} visit */
  unfollow(visit) {
    this.#followers.delete(visit);
    this.#send({ type: "unfollow", visit });
  }

  /** @param {object} filter @param {(frame: any) => void} apply */
  followDashboard(filter, apply) {
    if (this.#dashboard) this.#send({ type: "unfollow_dashboard" });
    this.#dashboard = { filter, apply };
    this.#send({ type: "follow_dashboard", ...filter });
  }

  #connect() {
    const socket = new WebSocket(this.api.liveUrl, [
      "visit-chat.v1",
      `bearer.${this.api.token}`,
    ]);
    this.#socket = socket;
    socket.onopen = () => {
      this.#delay = FIRST_DELAY;
      this.#state("online");
      for (const follower of this.#followers.values()) this.#sendFollow(follower);
      if (this.#dashboard) this.#send({ type: "follow_dashboard", ...this.#dashboard.filter });
    };
    let deadline = 0;
    const heard = () => {
      clearTimeout(deadline);
      deadline = setTimeout(() => {
        socket.close();
        this.#closed(socket, 0);
      }, SILENCE);
    };
    heard();
    socket.onmessage = (event) => {
      heard();
      this.#receive(JSON.parse(event.data));
    };
    socket.onclose = (event) => {
      clearTimeout(deadline);
      this.#closed(socket, event.code);
    };
  }

  async #closed(socket, code) {
    if (socket !== this.#socket) return;
    this.#socket = null;
    if (code === TOKEN_EXPIRED) return this.#expire();
    this.#state("offline");
    // A handshake that was refused tells no reason; a plain request does.
    const refused = await this.api.get("/me").then(
      () => false,
      (problem) => !problem.again,
    );
    if (refused) return this.#expire();
    this.#reconnect(this.#delay * (0.5 + Math.random()));
    this.#delay = Math.min(this.#delay * 2, LONGEST_DELAY);
  }

  #reconnect(delay) {
    if (this.#socket || this.#stopped) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => !this.#socket && this.#connect(), delay);
  }

  #expire() {
    this.#stopped = true;
    for (const follower of this.#followers.values()) follower.expire(EXPIRED);
    this.#state("expired");
  }

  #receive(frame) {
    const follower = this.#followers.get(frame.visit);
    switch (frame.type) {
      case "dashboard_shown":
      case "dashboard_gone":
        return this.#dashboard?.apply(frame);
      case "failed":
        setTimeout(() => this.#again(frame.visit), 1_000);
        return;
      case "ended":
        this.#followers.delete(frame.visit);
    }
    follower?.apply(frame);
  }

  /** A following broke on the server's side: take it up again with what was seen. */
  #again(visit) {
    const follower = this.#followers.get(visit);
    if (follower) this.#sendFollow(follower);
    if (!visit && this.#dashboard) {
      this.#send({ type: "follow_dashboard", ...this.#dashboard.filter });
    }
  }

  #sendFollow(follower) {
    this.#send({ type: "follow", visit: follower.visit, seen: follower.seen() });
  }

  #send(frame) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
  }

  #state(detail) {
    this.dispatchEvent(new CustomEvent("state", { detail }));
  }
}
