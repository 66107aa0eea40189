// The Waiting Room Dashboard: live list of the visits of today and the next 7 days.

import base from "../styles/base.js";
import messages from "../styles/messages.js";
import styles from "../styles/waiting-room.js";
import { Attention } from "../shared/attention.js";
import { Component } from "../shared/component.js";
import { el, reconcile, setText } from "../shared/dom.js";
import { later } from "../shared/later.js";
import { Arrangement } from "./dashboard-tools.js";
import { serverWords } from "../client/words.js";
import { keptMessage } from "./many-kept.js";
import { showNames } from "../shared/names-across.js";
import { Still } from "./still.js";
import { visitCard } from "./visit-card.js";
import { arrivedSince, byNotice, byTime, byWaiting, needsLook, news } from "./visit-order.js";
import { t } from "../shared/texts.js";
import { waited } from "../shared/times.js";
import { participant } from "../shared/words.js";

/** @typedef {import("../shared/component.js").App} App */

/** How often the time that messages have waited is updated. */
const TICK = 20_000;

const OPEN = ["scheduled", "in_progress", "reopened"];
const CLOSED = ["completed", "cancelled", "no_show", "left_without_being_seen"];
/** The most visits whose messages are followed; a connection can follow 100. */
const FOLLOWED = 80;

/** How often a list whose order is held tries to settle, in milliseconds. */
const SETTLE = 1_000;

/** How long after a reconnect a row must have been sent again to stay in the list, in milliseconds. */
const SEEN_AGAIN = 5_000;

/** Loads the dialog of a message to many visits. */
const MANY = () => import("./many.js");

/** Visits of any day in which a message waits for this person's answer (R4). */
const WAITING = { waiting: true };

/**
 * The dashboard. Fires `open-chat` with the detail `{visit, chat, opener}`, `join-call` with `{visit}` once the person has
 * joined the call or wants to return to it, `participant-added` with `{visit, person}` once the person was added who has this
 * id and needs a link, and `news` (see `Attention`).
 */
export class WaitingRoom extends Component {
  constructor() {
    super([base, messages, styles]);
  }

  /** @param {ShadowRoot} root @param {App} app */
  start(root, app) {
    dashboard(this, root, app);
  }
}

/** @param {WaitingRoom} element @param {ShadowRoot} root @param {App} app */
function dashboard(element, root, { client, api, me, notify, signal, every }) {
  const live = /** @type {import("../client/live.js").Live} */ (client.live);
  /** @type {Map<string, {model: import("../client/visit-model.js").VisitModel, card: any, listed: boolean, round: number}>} */
  const visits = new Map();
  const list = el("div", { class: "visits" });
  const attention = new Attention(element, signal);
  const waiting = el("p", { class: "waiting-count", role: "status" });
  const unread = el("p", { class: "unread-count", role: "status" });
  const here = el("p", { class: "here-count" });
  const next = el("button", { type: "button", class: "button primary", hidden: true, onclick: () => toNext() }, t("waitingRoom.next"));
  const showWaiting = el("button", { type: "button", class: "button", hidden: true, onclick: () => tools.choose(t("waitingRoom.waiting")) }, t("waitingRoom.showWaiting"));
  const days = el("p", { class: "days" });
  const none = el("p", { class: "empty" });
  const message = el(
    "button",
    { type: "button", class: "button", hidden: true, onclick: () => later(message, MANY, ({ messageVisits }) => messageVisits(message, api, selected(), attempted)) },
    t("waitingRoom.messageSelected", { count: 0 }),
  );
  const allWaiting = el("button", { type: "button", class: "button", hidden: true, onclick: () => later(allWaiting, MANY, selectWaiting) }, t("waitingRoom.selectWaiting"));
  const unfinished = el(
    "button",
    { type: "button", class: "button unfinished", hidden: true, onclick: () => later(unfinished, MANY, ({ resumeMessage }) => resumeMessage(unfinished, api, me.person, left, viewOf, attempted)) },
    t("waitingRoom.unfinished"),
  );
  const viewOf = async (visit) => visits.get(visit)?.model.view ?? api.get(`/visits/${visit}`).catch(() => null);
  /** A message that may have been sent. Another one waits until its outcome is known. @type {any} */
  let left = keptMessage(me.person);
  const listed = () => [...visits.values()].filter((visit) => visit.listed && visit.model.view);
  const inList = () => listed().filter(({ model }) => tools.shows(model));
  const selected = () => listed().filter(({ card }) => card.select.checked).map(({ model }) => model);
  const drawSelection = () => {
    const { length } = selected();
    unfinished.hidden = left === null;
    unfinished.disabled = Boolean(left?.busy);
    message.hidden = length === 0 || left !== null;
    setText(message, t("waitingRoom.messageSelected", { count: length }));
    allWaiting.hidden = !listed().some(({ model }) => model.view.waiting_since);
  };
  /** A selection ends with its purpose: it is sent, or the visit is no longer in sight. */
  const unselect = (some) => {
    for (const { card } of some) card.select.checked = false;
    drawSelection();
  };
  const attempted = (sending) => {
    left = sending.isUnknown ? sending : null;
    unselect(sending.reached.map((visit) => visits.get(visit)).filter(Boolean));
  };
  /** Selects the visits that wait longest, as many as one message can reach. */
  const selectWaiting = ({ chatsByDefault }) => {
    const waiting = listed().filter(({ model }) => model.view.waiting_since);
    waiting.sort((a, b) => byWaiting(a.model.view, b.model.view));
    let room = waiting[0]?.model.view.limits.max_addressed ?? 0;
    for (const { card } of visits.values()) card.select.checked = false;
    for (const { model, card } of waiting) {
      room -= chatsByDefault(model);
      if (room < 0) break;
      card.select.checked = true;
    }
    drawSelection();
  };
  const broken = el("p", { class: "refusal", role: "status" });

  let shown = { phases: OPEN, ...nextDays() };

  const held = el("p", { class: "order-held", role: "status" });
  let settling = 0;

  /** Draws the list. Rows stay in their places while they are held, unless the person has asked for this list.
   * @param {boolean} [isAsked] */
  const draw = (isAsked = false) => {
    if (signal.aborted) return;
    let rows = inList();
    const before = tools.waitingFirst || shown.waiting ? byWaiting : byTime;
    rows.sort((a, b) => byNotice(a.model, b.model) || before(a.model.view, b.model.view));
    const inPlace = [...list.children].map((card) => /** @type {any} */ (card).visit);
    const stay = [...inPlace, ...rows.filter((visit) => !inPlace.includes(visit))];
    const isMoved = stay.some((visit, at) => visit !== rows[at]);
    const holds = isMoved && !isAsked && still.holds;
    clearTimeout(settling);
    setText(held, holds ? t("waitingRoom.held") : "");
    if (holds) {
      rows = stay;
      settling = setTimeout(draw, SETTLE);
    } else if (isMoved) still.moved();
    if (isAsked) still.release();
    reconcile(list, rows, (v) => v.model.visit, (v) => v.card, (card, v) => card.occupy(v.listed));
    drawSelection();
    setText(none, noneWords());
    none.hidden = rows.length > 0 || broken.textContent !== "";
    showNames(element, listed().map(({ model }) => model));
    followSome();
    recount();
  };
  const noneWords = () => {
    if (tools.isNarrowed && listed().length > 0) return t("waitingRoom.noMatch");
    return shown.waiting ? t("waitingRoom.noneWaits") : t("waitingRoom.none");
  };

  // Messages are followed for visits on the screen and those in whose call the person is, whose presence lasts as long as
  // they follow it; of the others, as many as the limit of a connection permits.
  const inSight = new Set();
  const wanted = (model) => inSight.has(model) || client.isFollowed(model, element) || isInCall(model);
  const followSome = () => {
    const all = [...visits.values()].map(({ model }) => model);
    const first = all.filter(wanted);
    const rest = listed().map(({ model }) => model).filter((model) => !wanted(model));
    const chosen = new Set([...first, ...rest.slice(0, Math.max(FOLLOWED - first.length, 0))]);
    for (const model of all) {
      // Without access, following is refused. A row of the visit ends that.
      if (!chosen.has(model)) client.release(model, element);
      else if (!model.ended && !model.expired) client.follow(model, element);
    }
  };
  const sight = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const { model } = /** @type {any} */ (target).visit;
      if (isIntersecting) inSight.add(model);
      else inSight.delete(model);
    }
    followSome();
  });
  signal.addEventListener("abort", () => {
    sight.disconnect();
    live.unfollowDashboard(apply);
    clearTimeout(settling);
    clearTimeout(seenAgain);
    showNames(element, []);
    for (const { model } of visits.values()) client.release(model, element);
  });

  const add = (id) => {
    const model = client.visit(id);
    const open = (chat, button) => {
      // What opened a chat may be gone when it closes, such as the line that says who waits.
      const focus = () => (button.isConnected && button.checkVisibility() ? button : visit.card.idButton).focus();
      element.emit("open-chat", { visit: id, chat, opener: { focus } });
    };
    const joined = () => element.emit("join-call", { visit: id });
    const visit = { model, card: visitCard(model, { open, notify, selected: drawSelection, joined }), listed: true, round };
    visit.card.visit = visit;
    sight.observe(visit.card);
    visits.set(id, visit);
    // In place: only the changed visit is redrawn.
    const refresh = () => {
      if (!model.view) return;
      if (wanted(model) && !model.ended && !model.expired) followSome();
      visit.card.refresh();
      recount();
      // A message brings its visit into a list of unread ones. None leaves it while it is read.
      if (tools.isNarrowed && visit.listed && !visit.card.isConnected && tools.shows(model)) draw();
    };
    model.addEventListener("change", refresh, { signal });
    model.addEventListener("chat", refresh, { signal });
    return visit;
  };

  /** The number of visits that wait, from the server. @type {number | null} */ let known = null;
  let isStale = false;
  const count = (visits) => {
    known = visits;
    isStale = false;
    recount();
  };
  /** Says that the count is no longer kept up to date. */
  const countIsStale = () => {
    isStale = true;
    recount();
  };
  const isUnread = ({ model }) => !model.view.waiting_since && news(model) > 0;
  const recount = () => {
    waiting.classList.toggle("stale", isStale);
    const words = known ? t("waitingRoom.stale", { count: waitingWords(known) }) : t("waitingRoom.unknown");
    setText(waiting, isStale ? words : waitingWords(known ?? 0));
    const rows = listed();
    const others = rows.filter(isUnread).length;
    setText(unread, others === 0 ? "" : t("waitingRoom.otherUnread", { count: others }));
    setText(here, hereWords(rows.map(({ model }) => model.view)));
    next.hidden = !rows.some(({ model }) => needsLook(model));
    showWaiting.hidden = isStale || shown.waiting || (known ?? 0) <= rows.filter(({ model }) => model.view.waiting_since).length;
    const total = rows.reduce((sum, { model }) => sum + news(model), 0);
    const waits = isStale ? 0 : known ?? 0;
    still.stay();
    attention.show({ count: isStale ? 0 : waits + others, total: total + waits });
  };

  /** The visit that was shown last by the button. @type {any} */ let reached = null;
  /** Brings the next visit into sight that waits or has unread messages: the longest wait first. */
  const toNext = () => {
    const all = listed().filter(({ model }) => needsLook(model));
    all.sort((a, b) => byNotice(a.model, b.model) || byWaiting(a.model.view, b.model.view));
    const one = all[(all.indexOf(reached) + 1) % all.length];
    if (!one) return;
    reached = one;
    if (!tools.shows(one.model)) tools.clear();
    draw(true);
    for (const { card } of visits.values()) card.classList.toggle("found", card === one.card);
    one.card.scrollIntoView({ block: "center", behavior: "instant" });
    one.card.idButton.focus({ preventScroll: true });
  };

  let round = 0;
  let seenAgain = 0;
  /** Rows that left the list while there was no connection are not sent again. */
  const startAgain = () => {
    round += 1;
    clearTimeout(seenAgain);
    seenAgain = setTimeout(() => {
      const gone = [...visits.values()].filter((visit) => visit.listed && visit.round !== round);
      for (const visit of gone) visit.listed = false;
      if (gone.length > 0) unselect(gone);
      draw();
    }, SEEN_AGAIN);
  };

  const apply = (frame) => {
    if (frame.type === "started") return startAgain();
    if (frame.type === "failed") {
      setText(broken, t("waitingRoom.broken", { reason: serverWords(frame.problem.code, frame.problem.detail) }));
      countIsStale();
      return draw();
    }
    if (frame.type === "dashboard_waiting") return count(frame.visits);
    if (frame.type === "dashboard_row_removed") {
      const gone = visits.get(frame.visit);
      if (gone) {
        gone.listed = false;
        unselect([gone]);
      }
      return draw();
    }
    const visit = visits.get(frame.view.visit) ?? add(frame.view.visit);
    visit.listed = true;
    visit.round = round;
    visit.model.apply(frame);
    draw();
  };

  const show = (choice) => {
    shown = choice === WAITING ? { ...WAITING } : { phases: choice, ...nextDays() };
    setText(days, shown.waiting ? t("waitingRoom.anyDay") : t("waitingRoom.days"));
    for (const visit of visits.values()) visit.listed = false;
    unselect(visits.values());
    setText(broken, "");
    draw(true);
    live.followDashboard(shown, apply);
  };
  // The page may stay open past midnight. Not one long timer, since computers sleep. While the server
  // can't be reached, the list is left as it is. Rows of the day before leave it as after a reconnect.
  every(60_000, () => {
    if (client.state !== "online" || shown.waiting || nextDays().from === shown.from) return;
    shown = { ...shown, ...nextDays() };
    live.followDashboard(shown, apply);
  });
  every(TICK, () => (visits.forEach(({ model, card }) => model.view && card.refresh()), recount()));

  const choices = {
    [t("waitingRoom.open")]: OPEN,
    [t("waitingRoom.closed")]: CLOSED,
    [t("waitingRoom.waiting")]: WAITING,
  };
  const tools = new Arrangement(choices, show, () => draw(true));
  const selection = el("div", { class: "selection" }, unfinished, message, allWaiting);
  const top = el("div", { class: "board-top", part: "top" }, waiting, unread, next, showWaiting, held);
  const below = el("div", { class: "below-tools" }, days, here, attention.element);
  root.append(top, tools.element, below, selection, broken, none, list);
  const around = /** @type {HTMLElement[]} */ ([...root.children]);
  const still = new Still(list, around, draw, signal);
  show(OPEN);
}

/** From yesterday evening to the end of the 7th day after today, in local time, so that a visit that
 * is in progress at midnight stays visible. */
function nextDays() {
  const now = new Date();
  const at = (day, hour) =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() + day, hour).toISOString();
  return { from: at(-1, 18), until: at(8, 0) };
}

/** @param {import("../client/visit-model.js").VisitModel} model */
function isInCall({ view }) {
  return view !== null && participant(view, view.me)?.presence === "in_call";
}

/** In how many of these visits attendees are in the waiting room, and for how long. @param {any[]} views */
function hereWords(views) {
  const since = views.map(arrivedSince).filter((at) => at !== null);
  since.sort((a, b) => Date.parse(a) - Date.parse(b));
  return since.length === 0 ? "" : t("waitingRoom.arrived", { count: since.length, time: waited(since[0]) });
}

/** @param {number} visits */
function waitingWords(visits) {
  return visits === 0 ? "" : t("waitingRoom.wait", { count: visits });
}

customElements.define("waiting-room", WaitingRoom);
