// One visit on the dashboard: a short row that opens, updated in place so that the focus is kept.

import { actionButton } from "../shared/action-button.js";
import { badge, showBadge } from "../shared/badge.js";
import { closingWords } from "./closing-words.js";
import { el, reconcile, setText, sure } from "../shared/dom.js";
import { openedChats } from "../chat/handovers.js";
import { later } from "../shared/later.js";
import { managesPeople } from "../client/people.js";
import { noticeAlerts } from "../shared/notice-alerts.js";
import { passedOnLines } from "./passed-on.js";
import { closeMenuIn, openMenu } from "../shared/person-menu.js";
import { personRow } from "./visit-person.js";
import { visitMenu } from "./visit-menu.js";
import { hasArrived } from "./visit-order.js";
import { refusalText, t } from "../shared/texts.js";
import { isToday, moment, waited } from "../shared/times.js";
import { followUp, participant, plainName, shortId } from "../shared/words.js";

/** The care team's actions on a visit, except for the call. */
const MORE = ["complete_visit", "cancel_visit", "mark_no_show", "mark_left_without_being_seen", "end_follow_up", "reopen_visit"];

/** Actions that end the chat for everyone need confirmation. */
const CLOSING = new Set(["complete_visit", "cancel_visit", "mark_no_show", "mark_left_without_being_seen", "end_follow_up"]);

/** Loads the dialogs of a handover. */
const HANDOVER = () => import("./handover.js");

/** Loads what saves a transcript. */
const TRANSCRIPT = () => import("../records/transcript.js");

/** The number of attendees that a short row names. */
const NAMED = 4;

/**
 * @param {import("../client/visit-model.js").VisitModel} model
 * @param {{open: (chat: string, opener: HTMLElement) => void, notify: (sentence: string) => void, selected: () => void,
 *   joined: (visit: string) => void}} page
 */
export function visitCard(model, page) {
  const visit = model.visit;
  const number = shortId(visit);
  const menuButton = { type: "button", "aria-haspopup": "menu", "aria-expanded": "false" };
  const id = el("button", { ...menuButton, class: "visit-id", "data-visit": visit, onclick: () => visitMenu(id, model, page.open) });
  id.append(t("visits.named", { id: number }));
  const select = el("input", {
    type: "checkbox",
    class: "visit-select",
    "aria-label": t("waitingRoom.select", { id: number }),
    onchange: () => page.selected(),
  });
  const opened = el("div", { class: "opened-chats" });
  const unread = badge();
  const time = el("time", { class: "visit-time" });
  const kind = el("span", { class: "visit-kind" });
  const phase = el("span", { class: "phase" });
  const people = el("ul", { class: "people", id: `people-${visit}` });
  const notices = noticeAlerts(model, page.open, page.notify, id);
  const waiting = el("div", { class: "waiting" });
  const passedOn = passedOnLines(model, page.open, page.notify);
  const stuck = el("div", { class: "stuck", role: "status" });
  const toCall = () => page.joined(visit);
  const drafts = el("div", { class: "stuck" });
  const join = actionButton(model, "join_call", t("actions.join_call"), { primary: true, notify: page.notify, then: toCall });
  const back = el("button", { type: "button", class: "button primary", onclick: toCall }, t("visits.returnToCall"));
  const more = el("button", { ...menuButton, class: "button more", "aria-label": t("waitingRoom.moreLabel", { id: number }), onclick: () => openMenu(more, actions()) }, t("waitingRoom.more"));
  const details = el("button", {
    type: "button",
    class: "button details",
    "aria-controls": people.id,
    "aria-expanded": "false",
    onclick: () => expand(details.getAttribute("aria-expanded") !== "true"),
  });
  const content = [
    el("header", { class: "visit-head" }, select, time, id, unread, kind, phase),
    people,
    el("footer", { class: "visit-foot" }, join, back, more, details),
    notices,
    waiting,
    passedOn,
    opened,
    stuck,
    drafts,
  ];
  const card = el("article", { class: "card visit", part: "row", "aria-label": t("visits.named", { id: number }) }, ...content);

  const expand = (on) => {
    details.setAttribute("aria-expanded", String(on));
    card.classList.toggle("expanded", on);
    showMore();
  };
  /** What the short row leaves out. */
  const showMore = () => {
    const isOpen = card.classList.contains("expanded");
    const extra = people.querySelectorAll(".person.extra:not(.care)").length;
    const closed = extra > 0 ? t("waitingRoom.moreOf", { count: extra }) : t("waitingRoom.details");
    setText(details, isOpen ? t("waitingRoom.less") : closed);
    details.setAttribute("aria-label", t("waitingRoom.detailsLabel", { label: details.textContent, id: number }));
  };
  const act = async (action) => {
    const { question, details } = closingWords(model, action);
    if (CLOSING.has(action) && !(await sure(more, question, t(`actions.${action}`), details))) return;
    await model.act(action).then(() => action === "join_call" && toCall(), (problem) => page.notify(problem.message));
  };
  /** The menu: what can be done, and why the rest can't. */
  const actions = () => {
    const names = join.hidden && back.hidden ? ["join_call", ...MORE] : MORE;
    const offers = names.map((name) => model.action(name)).filter(Boolean);
    const entries = offers.map(({ action, permitted, refusal }) => {
      const label = t(`actions.${action}`);
      return permitted ? { label, run: () => act(action) } : { label, note: refusalText(refusal) };
    });
    const people = managesPeople(model.view) && { label: t("participants.menu"), run: () => later(more, () => import("../people/participants.js"), ({ showParticipants }) => showParticipants(more, model)) };
    const over = model.view.may_be_handed_over.length > 0 && { label: t("handover.menu"), run: () => later(more, HANDOVER, ({ handOver }) => handOver(more, model)) };
    const save = { label: t("records.save"), run: () => later(more, TRANSCRIPT, ({ saveTranscript }) => saveTranscript(model, page.notify)) };
    return [people, over, ...entries, save].filter(Boolean);
  };

  card.refresh = () => {
    const { view } = model;
    setText(time, moment(view.scheduled_for));
    time.setAttribute("datetime", view.scheduled_for);
    time.classList.toggle("far", !isToday(view.scheduled_for));
    setText(kind, t(`kinds.${view.kind}`));
    setText(phase, view.call_underway ? t("waitingRoom.call") : t(`phases.${view.phase}`) + followUp(view));
    phase.dataset.phase = view.call_underway ? "call" : view.phase;
    const isInCall = participant(view, view.me)?.presence === "in_call";
    back.hidden = !isInCall;
    // The first action is to join the call, once there is someone to talk to.
    join.refresh();
    join.hidden ||= isInCall || !model.action("join_call")?.permitted || !(view.call_underway || hasArrived(view));
    more.hidden = actions().length === 0;
    reconcile(opened, openedChats(view), (one) => one.chat, (one) => openedButton(model, one), () => {});
    showBadge(unread, model.news("visit"));
    notices.refresh();
    card.classList.toggle("calls", model.waitingNotices().length > 0);
    card.classList.toggle("waits", Boolean(view.waiting_since));
    const waits = view.chats.filter((c) => c.waiting);
    waits.sort((a, b) => Date.parse(a.waiting.since) - Date.parse(b.waiting.since));
    reconcile(waiting, waits, (c) => c.chat, (c) => waitingButton(page, c.chat), (b, c) => b.refresh(view, c));
    passedOn.refresh();
    reconcile(stuck, model.outbox.stuck, (chat) => chat, (chat) => stuckButton(model, page, chat), () => {});
    const left = model.drafts.left.filter((chat) => model.chat(chat));
    reconcile(drafts, left, (chat) => chat, (chat) => draftButton(model, page, chat), () => {});
    const others = view.participants.filter((p) => p.presence !== "removed");
    // Attendees first: the short row names them.
    others.sort((a, b) => Number(a.care_team) - Number(b.care_team));
    let named = 0;
    reconcile(people, others, (p) => p.person, () => personRow(model, page), (row, p) => {
      row.refresh(p);
      // Of the care team, those who lost the connection: a patient may write to them and wait.
      const isNamed = p.care_team ? p.departure === "dropped" : named < NAMED;
      if (!p.care_team) named += 1;
      row.classList.toggle("extra", !isNamed && !row.hasNews);
    });
    showMore();
  };
  /** Shows the row as it is. One that is no longer listed keeps its place while rows must not move, and shows nothing: the viewer may have lost
   * access (W9). @param {boolean} isListed */
  card.occupy = (isListed) => {
    if (isListed) card.refresh();
    if (card.inert === !isListed) return;
    closeMenuIn(card);
    card.style.height = isListed ? "" : `${card.offsetHeight}px`;
    card.style.visibility = isListed ? "" : "hidden";
    card.replaceChildren(...(isListed ? content : []));
    card.inert = !isListed;
  };
  card.select = select;
  card.idButton = id;
  return card;
}

/** The link to an earlier direct chat that a handover has opened (V7). */
function openedButton(model, one) {
  const name = (person) => plainName(participant(model.view, person));
  const label = t("handover.read", { from: name(one.from), with: name(one.with) });
  const button = el("button", { type: "button", class: "button small", onclick: () => later(button, HANDOVER, ({ readOpened }) => readOpened(button, model, one)) }, label);
  return button;
}

/** The link to a message that was not sent, whose chat may no longer be open. */
function stuckButton(model, page, chat) {
  return chatButton(page, chat, whereWords(model, chat, "unsent"));
}

/** The link to a draft that was left when the page was loaded again. */
function draftButton(model, page, chat) {
  return chatButton(page, chat, whereWords(model, chat, "draft"));
}

function chatButton(page, chat, label) {
  const button = el("button", { type: "button", class: "button small", onclick: () => page.open(chat, button) }, label);
  return button;
}

/** @param {"unsent" | "draft"} what */
function whereWords(model, chat, what) {
  const isDraft = what === "draft";
  if (chat === "visit") return isDraft ? t("waitingRoom.draftVisit") : t("waitingRoom.unsentVisit");
  const name = plainName(participant(model.view, model.chat(chat)?.peer ?? null));
  return isDraft ? t("waitingRoom.draftDirect", { name }) : t("waitingRoom.unsentDirect", { name });
}

/** Since when a chat waits for an answer (R4); opens the chat. */
function waitingButton(page, chat) {
  const button = el("button", { type: "button", class: "button small", onclick: () => page.open(chat, button) });
  button.refresh = (view, { peer, waiting }) => {
    const name = peer ? plainName(participant(view, peer)) : t("visits.chat");
    setText(button, t("waitingRoom.waitingFor", { name, time: waited(waiting.since) }));
  };
  return button;
}
