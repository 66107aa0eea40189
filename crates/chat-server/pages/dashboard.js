// The Waiting Room Dashboard: live list of the visits of today and the next 7 days.

import { start } from "./app.js";
import { Dock } from "./dock.js";
import { el, reconcile, setText } from "./dom.js";
import { messageVisits } from "./many.js";
import { visitCard } from "./visit-card.js";
import { VisitModel } from "./visit-model.js";
import { participant } from "./words.js";

/** The most visits that the server counts as waiting. */
const MOST_WAITING = 200;

/** How often the time that messages have waited is updated. */
const TICK = 20_000;

const OPEN = ["scheduled", "in_progress", "reopened"];
const CLOSED = ["completed", "cancelled", "no_show", "left_without_being_seen"];
/** Visits of any day in which a message waits for this person's answer (R4). */
const WAITING = { waiting: true };

const app = await start();
if (app) dashboard(app);

/** @param {import("./app.js").App} app */
function dashboard({ api, live, notify }) {
  /** @type {Map<string, {model: VisitModel, card: any, listed: boolean}>} */
  const visits = new Map();
  const dock = new Dock();
  const list = el("div", { class: "visits" });
  const title = document.title;
  const waiting = el("p", { class: "waiting-count", role: "status" });
  const days = el("p", { class: "days" });
  const none = el("p", { class: "empty" });
  const message = el(
    "button",
    { type: "button", class: "button", hidden: true, onclick: () => messageVisits(api, selected()) },
    "Message selected visits",
  );
  /** The selected visits that are in sight. */
  const selected = () =>
    [...visits.values()].filter((v) => v.listed && v.model.view && v.card.select.checked).map((v) => v.model);
  const countSelected = () => {
    const { length } = selected();
    message.hidden = length === 0;
    setText(message, `Message selected visits (${length})`);
  };
  const broken = el("p", { class: "refusal", role: "status" });

  let shown = { phases: OPEN, ...nextDays() };
  let longestFirst = false;

  const draw = () => {
    const listed = [...visits.values()].filter((visit) => visit.listed && visit.model.view);
    const before = longestFirst || shown.waiting ? byWaiting : byTime;
    listed.sort((a, b) => before(a.model.view, b.model.view));
    reconcile(list, listed, (v) => v.model.visit, (v) => v.card, (_, v) => v.card.refresh());
    countSelected();
    none.hidden = listed.length > 0 || broken.textContent !== "";
  };

  // Messages are followed only for visits on the screen, those with an open chat and those in whose call the
  // person is, whose presence lasts as long as they follow it. A connection can follow a limited number of visits.
  const opened = new Set();
  const sight = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const { model } = /** @type {any} */ (target).visit;
      if (isIntersecting) live.follow(model);
      else if (!opened.has(model) && !isInCall(model)) live.unfollow(model.visit);
    }
  });

  const add = (id) => {
    const model = new VisitModel(api, id);
    const open = (chat, opener) => {
      opened.add(model);
      live.follow(model);
      dock.open(model, chat, opener);
    };
    const visit = { model, card: visitCard(model, { open, notify, selected: countSelected }), listed: true };
    visit.card.visit = visit;
    sight.observe(visit.card);
    visits.set(id, visit);
    // In place: only the changed visit is redrawn.
    const refresh = () => {
      if (!model.view) return;
      if (isInCall(model)) live.follow(model);
      visit.card.refresh();
    };
    model.addEventListener("change", refresh);
    model.addEventListener("chat", refresh);
    return visit;
  };

  const count = (visits) => {
    setText(waiting, waitingWords(visits));
    document.title = visits > 0 ? `(${visits}) ${title}` : title;
  };

  const apply = (frame) => {
    if (frame.type === "failed") {
      setText(broken, `This list is out of date. ${frame.problem.detail}`);
      return draw();
    }
    if (frame.type === "dashboard_waiting") return count(frame.visits);
    if (frame.type === "dashboard_row_removed") {
      const gone = visits.get(frame.visit);
      if (gone) gone.listed = false;
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
    setText(broken, "");
    draw();
    live.followDashboard(shown, apply);
  };
  // The page may stay open past midnight. Not one long timer, since computers sleep. While the server
  // can't be reached, the list is left as it is.
  setInterval(() => {
    const online = document.body.dataset.connection === "online";
    if (online && !shown.waiting && nextDays().from !== shown.from) show(shown.phases);
  }, 60_000);
  setInterval(() => visits.forEach(({ model, card }) => model.view && card.refresh()), TICK);

  const sort = (checked) => {
    longestFirst = checked;
    draw();
  };

  document.querySelector("main")?.append(waiting, days, filter(show, sort), message, broken, none, list);
  document.body.append(dock.element);
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

/** @param {VisitModel} model */
function isInCall({ view }) {
  return view !== null && participant(view, view.me)?.presence === "in_call";
}

/** @param {number} visits */
function waitingWords(visits) {
  if (visits === 0) return "";
  if (visits === 1) return "1 visit waits for an answer";
  return `${visits >= MOST_WAITING ? `${MOST_WAITING} or more` : visits} visits wait for an answer`;
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
