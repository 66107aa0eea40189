// The Waiting Room Dashboard: live list of the visits of today and the next 7 days.

import { start } from "./app.js";
import { Dock } from "./dock.js";
import { el, reconcile, setText } from "./dom.js";
import { visitCard } from "./visit-card.js";
import { VisitModel } from "./visit-model.js";

const OPEN = ["scheduled", "in_progress", "reopened"];
const CLOSED = ["completed", "cancelled", "no_show"];

const app = await start();
if (app) dashboard(app);

/** @param {import("./app.js").App} app */
function dashboard({ api, live, notify }) {
  /** @type {Map<string, {model: VisitModel, card: any, listed: boolean}>} */
  const visits = new Map();
  const dock = new Dock();
  const list = el("div", { class: "visits" });
  const days = el("p", { class: "days" }, "Visits today and in the next 7 days");
  const none = el("p", { class: "empty" }, "No visits match today or in the next 7 days.");
  const broken = el("p", { class: "refusal", role: "status" });

  const draw = () => {
    const listed = [...visits.values()].filter((visit) => visit.listed && visit.model.view);
    listed.sort((a, b) => order(a.model.view, b.model.view));
    reconcile(list, listed, (v) => v.model.visit, (v) => v.card, (_, v) => v.card.refresh());
    none.hidden = listed.length > 0 || broken.textContent !== "";
  };

  // Messages are followed only for visits on the screen and those with an open chat, since a
  // connection can follow only a limited number of visits.
  const opened = new Set();
  const sight = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const { model } = /** @type {any} */ (target).visit;
      if (isIntersecting) live.follow(model);
      else if (!opened.has(model)) live.unfollow(model.visit);
    }
  });

  const add = (id) => {
    const model = new VisitModel(api, id);
    const open = (chat, opener) => {
      opened.add(model);
      live.follow(model);
      dock.open(model, chat, opener);
    };
    const visit = { model, card: visitCard(model, { open, notify }), listed: true };
    visit.card.visit = visit;
    sight.observe(visit.card);
    visits.set(id, visit);
    // In place: only the changed visit is redrawn.
    const refresh = () => model.view && visit.card.refresh();
    model.addEventListener("change", refresh);
    model.addEventListener("chat", refresh);
    return visit;
  };

  const apply = (frame) => {
    if (frame.type === "failed") {
      setText(broken, `This list is out of date. ${frame.problem.detail}`);
      return draw();
    }
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

  let shown = { phases: OPEN, ...nextDays() };
  const show = (phases) => {
    shown = { phases, ...nextDays() };
    for (const visit of visits.values()) visit.listed = false;
    setText(broken, "");
    draw();
    live.followDashboard(shown, apply);
  };
  // The page may stay open past midnight. Not one long timer, since computers sleep. While the server
  // can't be reached, the list is left as it is.
  setInterval(() => {
    const online = document.body.dataset.connection === "online";
    if (online && nextDays().from !== shown.from) show(shown.phases);
  }, 60_000);

  document.querySelector("main")?.append(days, filter(show), broken, none, list);
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

/** Visits by scheduled time, in the server's order. */
function order(a, b) {
  return a.scheduled_for.localeCompare(b.scheduled_for) || a.visit.localeCompare(b.visit);
}

/** @param {(phases: string[]) => void} show */
function filter(show) {
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
  );
}
