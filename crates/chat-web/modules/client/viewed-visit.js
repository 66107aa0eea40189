// A visit as the server's view shows it to one person. It contains no rules: the view says what is permitted.

/** @typedef {import("./wire.js").VisitView} VisitView */
/** @typedef {{change: Event, chat: CustomEvent<string>, typing: CustomEvent<string>}} VisitEvents */

/** Fires `change` (the view, or the reason it ended), `chat` (detail: the chat whose content changed) and `typing`
 * (detail: the chat in which others type). */
export class ViewedVisit extends /** @type {import("./events.js").Targets<VisitEvents>} */ (EventTarget) {
  /** @type {VisitView | null} */ view = null;
  /** The sentence with which the visit ended for this person.
   * @type {string | null} */
  ended = null;
  /** Why the display is no longer updated, such as an expired link.
   * @type {string | null} */
  expired = null;

  /** @param {import("./api.js").Api} api
   * @param {string} visit */
  constructor(api, visit) {
    super();
    this.api = api;
    this.visit = visit;
  }

  get path() {
    return `/visits/${this.visit}`;
  }

  /** @param {string} chat */
  chatPath(chat) {
    return `${this.path}/chats/${encodeURIComponent(chat)}`;
  }

  /** @param {string} chat */
  chat(chat) {
    return this.view?.chats.find((c) => c.chat === chat) ?? null;
  }

  /** The direct chat with a person, if the server lists one.
   * @param {string} person */
  directWith(person) {
    return this.view?.chats.find((c) => c.peer === person) ?? null;
  }

  /** @param {string} name */
  action(name) {
    if (this.ended) return null;
    return this.view?.actions.find((a) => a.action === name) ?? null;
  }

  /** @param {string} action */
  act(action) {
    return this.api.post(`${this.path}/actions`, { action });
  }

  /** The chat in which this person answers the sender of a notice: their direct chat, else the visit chat.
   * @param {{sender: string}} notice */
  answerIn({ sender }) {
    return this.directWith(sender)?.chat ?? "visit";
  }

  /** Notices for this person, as a member of the care team, that are shown in a chat, oldest first.
   * @param {string} chat */
  noticesIn(chat) {
    const { view } = this;
    if (this.ended || !view) return [];
    return view.notices.filter((n) => n.sender !== view.me && this.answerIn(n) === chat);
  }

  /** Notices that wait for this person, as a member of the care team: all, or those that are shown in a chat.
   * @param {string} [chat] */
  waitingNotices(chat) {
    const { view } = this;
    if (this.ended || !view) return [];
    const waiting = view.notices.filter((n) => n.status === "waiting" && n.sender !== view.me);
    return waiting.filter((n) => chat === undefined || this.answerIn(n) === chat);
  }

  /** Records that this person has seen to a sender's notices, up to this one.
   * @param {string} sender
   * @param {string} notice */
  seeTo(sender, notice) {
    return this.api.call("PUT", `${this.path}/notices/${sender}/${notice}/seen`);
  }
}
