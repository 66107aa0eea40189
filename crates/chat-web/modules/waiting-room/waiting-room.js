// The Waiting Room Dashboard: live list of the visits of today and the next 7 days.

import base from "../styles/base.js";
import messages from "../styles/messages.js";
import styles from "../styles/waiting-room.js";
import { Component } from "../shared/component.js";
import { el, reconcile, setText } from "../shared/dom.js";
import { messageVisits, resumeMessage } from "./many.js";
import { chatsByDefault } from "./many-recipients.js";
import { Sending } from "./many-sending.js";
import { visitCard } from "./visit-card.js";
import { participant } from "../shared/words.js";

/** @typedef {import("../shared/component.js").App} App */

/** How often the time that messages have waited is updated. */
const TICK = 20_000;

const OPEN = ["scheduled", "in_progress", "reopened"];
const CLOSED = ["completed", "cancelled", "no_show", "left_without_being_seen"];
/** Visits of any day in which a message waits for this person's answer (R4). */
const WAITING = { waiting: true };

/**
 * The dashboard. Fires `open-chat` with the detail `{visit, chat, opener}`, `join-call` with `{visit}` once the person has
 * joined the call or wants to return to it, and `waiting-count` with `{count}`, the visits that wait for an answer.
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
  /** @type {Map<string, {model: import("../client/visit-model.js").VisitModel, card: any, listed: boolean}>} */
  const visits = new Map();
  const list = el("div", { class: "visits" });
  const waiting = el("p", { class: "waiting-count", role: "status" });
  const days = el("p", { class: "days" });
  const none = el("p", { class: "empty" });
  const message = el(
    "button",
    { type: "button", class: "button", hidden: true, onclick: () => messageVisits(message, api, selected(), attempted) },
    "Message selected visits",
  );
  const allWaiting = el("button", { type: "button", class: "button", hidden: true, onclick: () => selectWaiting() }, "Select all who wait");
  const unfinished = el(
    "button",
    { type: "button", class: "button unfinished", hidden: true, onclick: () => resumeMessage(unfinished, left, viewOf, attempted) },
    "A message may have been sent. Try again",
  );
  const viewOf = async (visit) => visits.get(visit)?.model.view ?? api.get(`/visits/${visit}`).catch(() => null);
  /** A message that may have been sent. Another one waits until its outcome is known. */
  let left = Sending.kept(api, me.person);
  const listed = () => [...visits.values()].filter((visit) => visit.listed && visit.model.view);
  const selected = () => listed().filter(({ card }) => card.select.checked).map(({ model }) => model);
  const drawSelection = () => {
    const { length } = selected();
    unfinished.hidden = left === null;
    unfinished.disabled = Boolean(left?.busy);
    message.hidden = length === 0 || left !== null;
    setText(message, `Message selected visits (${length})`);
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
  const selectWaiting = () => {
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
  let longestFirst = false;

  const draw = () => {
    const rows = listed();
    const before = longestFirst || shown.waiting ? byWaiting : byTime;
    rows.sort((a, b) => byNotice(a.model, b.model) || before(a.model.view, b.model.view));
    reconcile(list, rows, (v) => v.model.visit, (v) => v.card, (_, v) => v.card.refresh());
    drawSelection();
    none.hidden = rows.length > 0 || broken.textContent !== "";
  };

  // Messages are followed only for visits on the screen, those with an open chat and those in whose call the
  // person is, whose presence lasts as long as they follow it. A connection can follow a limited number of visits.
  const inSight = new Set();
  const keep = (model) => {
    if (inSight.has(model) || isInCall(model)) client.follow(model, element);
    else client.release(model, element);
  };
  const sight = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const { model } = /** @type {any} */ (target).visit;
      if (isIntersecting) inSight.add(model);
      else inSight.delete(model);
      keep(model);
    }
  });
  signal.addEventListener("abort", () => {
    sight.disconnect();
    live.unfollowDashboard();
    for (const { model } of visits.values()) client.release(model, element);
  });

  const add = (id) => {
    const model = client.visit(id);
    const open = (chat, opener) => element.emit("open-chat", { visit: id, chat, opener });
    const joined = () => element.emit("join-call", { visit: id });
    const visit = { model, card: visitCard(model, { open, notify, selected: drawSelection, joined }), listed: true };
    visit.card.visit = visit;
    sight.observe(visit.card);
    visits.set(id, visit);
    // In place: only the changed visit is redrawn.
    const refresh = () => {
      if (!model.view) return;
      // Without access, following is refused. A row of the visit ends that.
      if (!model.ended && !model.expired) keep(model);
      visit.card.refresh();
    };
    model.addEventListener("change", refresh, { signal });
    model.addEventListener("chat", refresh, { signal });
    return visit;
  };

  /** @type {number | null} */ let known = null;
  const count = (visits) => {
    known = visits;
    waiting.classList.remove("stale");
    setText(waiting, waitingWords(visits));
    element.emit("waiting-count", { count: visits });
  };
  /** Says that the count is no longer kept up to date. */
  const countIsStale = () => {
    waiting.classList.add("stale");
    setText(waiting, known ? `${waitingWords(known)} (out of date)` : "The number of visits that wait is not known.");
    element.emit("waiting-count", { count: 0 });
  };

  const apply = (frame) => {
    if (frame.type === "failed") {
      setText(broken, `This list is out of date. ${frame.problem.detail}`);
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
    visit.model.apply(frame);
    draw();
  };

  const show = (choice) => {
    shown = choice === WAITING ? { ...WAITING } : { phases: choice, ...nextDays() };
    setText(days, shown.waiting ? "Visits of any day that wait for an answer, longest first" : "Visits today and in the next 7 days");
    setText(none, shown.waiting ? "No visit waits for an answer." : "No visits match today or in the next 7 days.");
    for (const visit of visits.values()) visit.listed = false;
    unselect(visits.values());
    setText(broken, "");
    draw();
    live.followDashboard(shown, apply);
  };
  // The page may stay open past midnight. Not one long timer, since computers sleep. While the server
  // can't be reached, the list is left as it is.
  every(60_000, () => {
    if (client.state === "online" && !shown.waiting && nextDays().from !== shown.from) show(shown.phases);
  });
  every(TICK, () => visits.forEach(({ model, card }) => model.view && card.refresh()));

  const sort = (checked) => {
    longestFirst = checked;
    draw();
  };

  const selection = el("div", { class: "selection" }, unfinished, message, allWaiting);
  root.append(waiting, days, filter(show, sort), selection, broken, none, list);
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

/** @param {number} visits */
function waitingWords(visits) {
  if (visits === 0) return "";
  if (visits === 1) return "1 visit waits for an answer";
  return `${visits} visits wait for an answer`;
}

/** Visits with a notice that waits come first in every order, the longest wait first of all.
 * @param {any} a @param {any} b */
function byNotice(a, b) {
  const since = (model) => Date.parse(model.waitingNotices()[0]?.sent_at ?? "9999-12-31");
  return since(a) - since(b);
}

/** Visits that wait for an answer, longest first, and then the others. */
function byWaiting(a, b) {
  const since = (view) => (view.waiting_since ? Date.parse(view.waiting_since) : Infinity);
  const [one, other] = [since(a), since(b)];
  return one === other ? byTime(a, b) : one - other;
}

/** Visits by scheduled time, in the server's order. */
function byTime(a, b) {
  return a.scheduled_for.localeCompare(b.scheduled_for) || a.visit.localeCompare(b.visit);
}

/** @param {(choice: any) => void} show @param {(longestFirst: boolean) => void} sort */
function filter(show, sort) {
  const longest = el("input", { type: "checkbox", onchange: () => sort(longest.checked) });
  const choice = (label, phases, checked) =>
    el(
      "label",
      { class: "choice" },
      el("input", { type: "radio", name: "phases", checked, onchange: () => show(phases) }),
      el("span", {}, label),
    );
  return el(
    "fieldset",
    { class: "choices" },
    el("legend", { class: "visually-hidden" }, "Which visits"),
    choice("Open visits", OPEN, true),
    choice("Closed visits", CLOSED, false),
    choice("Waiting for an answer", WAITING, false),
    el("label", { class: "choice" }, longest, el("span", {}, "Longest wait first")),
  );
}

customElements.define("waiting-room", WaitingRoom);
