// One visit on the dashboard, updated in place so that the focus is kept.

import { actionButton } from "../shared/action-button.js";
import { badge, showBadge } from "../shared/badge.js";
import { el, reconcile, setText } from "../shared/dom.js";
import { handOver, openedChats, readOpened } from "../chat/handover.js";
import { noticeAlerts } from "../shared/notice-alerts.js";
import { passedOnLines } from "./passed-on.js";
import { openMenu } from "../shared/person-menu.js";
import {
  ACTION,
  KIND,
  PHASE,
  ROLE,
  counted,
  followUp,
  moment,
  nameOf,
  participant,
  plainName,
  presenceSince,
  shortId,
  waited,
} from "../shared/words.js";

/** The care team's actions on a visit, except for the call. */
const MORE = ["complete_visit", "cancel_visit", "mark_no_show", "mark_left_without_being_seen", "end_follow_up", "reopen_visit"];

/** Actions that end the chat for everyone need confirmation. */
const CLOSING = new Set(["complete_visit", "cancel_visit", "mark_no_show", "mark_left_without_being_seen", "end_follow_up"]);

/**
 * @param {import("../client/visit-model.js").VisitModel} model
 * @param {{open: (chat: string, opener: HTMLElement) => void, notify: (sentence: string) => void, selected: () => void,
 *   joined: (visit: string) => void}} page
 */
export function visitCard(model, page) {
  const visit = model.visit;
  const id = el("button", {
    type: "button",
    class: "visit-id",
    title: `Open the visit chat of visit ${visit}`,
    "data-visit": visit,
    onclick: () => page.open("visit", id),
  });
  id.append("Visit ", shortId(visit));
  const select = el("input", {
    type: "checkbox",
    class: "visit-select",
    "aria-label": `Select visit ${shortId(visit)}`,
    onchange: () => page.selected(),
  });
  const over = el("button", { type: "button", class: "button", "data-action": "hand_over", onclick: () => handOver(over, model) }, "Hand over…");
  const opened = el("div", { class: "opened-chats" });
  const unread = badge();
  const time = el("time", { class: "visit-time" });
  const kind = el("span", { class: "visit-kind" });
  const phase = el("span", { class: "phase" });
  const people = el("ul", { class: "people" });
  const notices = noticeAlerts(model, page.open, page.notify);
  const waiting = el("div", { class: "waiting" });
  const passedOn = passedOnLines(model, page.open, page.notify);
  const stuck = el("div", { class: "stuck", role: "status" });
  const toCall = () => page.joined(visit);
  const drafts = el("div", { class: "stuck" });
  const join = actionButton(model, "join_call", ACTION.join_call, {
    primary: true,
    notify: page.notify,
    then: toCall,
  });
  const back = el("button", { type: "button", class: "button primary", onclick: toCall }, "Return to call");
  const more = MORE.map((action) => {
    const confirm = CLOSING.has(action) ? () => `${ACTION[action]} ${shortId(visit)}? ${stillWaits(model)}`.trim() : undefined;
    return actionButton(model, action, ACTION[action], { notify: page.notify, confirm });
  });

  const card = el(
    "article",
    { class: "card visit", "aria-label": `Visit ${shortId(visit)}` },
    el("header", { class: "visit-head" }, select, time, id, unread, kind, phase),
    notices,
    waiting,
    passedOn,
    people,
    opened,
    stuck,
    drafts,
    el("footer", { class: "visit-foot" }, join, back, el("span", { class: "spacer" }), over, ...more),
  );
  card.refresh = () => {
    const { view } = model;
    setText(time, moment(view.scheduled_for));
    time.setAttribute("datetime", view.scheduled_for);
    setText(kind, KIND[view.kind]);
    setText(phase, view.call_underway ? "Call in progress" : PHASE[view.phase] + followUp(view));
    phase.dataset.phase = view.call_underway ? "call" : view.phase;
    const me = view.participants.find((p) => p.person === view.me);
    for (const button of [join, ...more]) button.refresh();
    back.hidden = me?.presence !== "in_call";
    over.hidden = view.may_be_handed_over.length === 0;
    reconcile(opened, openedChats(view), (one) => one.chat, (one) => openedButton(model, one), () => {});
    showBadge(unread, model.news("visit"));
    notices.refresh();
    card.classList.toggle("calls", model.waitingNotices().length > 0);
    const waits = view.chats.filter((c) => c.waiting);
    waits.sort((a, b) => Date.parse(a.waiting.since) - Date.parse(b.waiting.since));
    reconcile(waiting, waits, (c) => c.chat, (c) => waitingButton(page, c.chat), (b, c) => b.refresh(view, c));
    passedOn.refresh();
    reconcile(stuck, model.outbox.stuck, (chat) => chat, (chat) => stuckButton(model, page, chat), () => {});
    const left = model.drafts.left.filter((chat) => model.chat(chat));
    reconcile(drafts, left, (chat) => chat, (chat) => draftButton(model, page, chat), () => {});
    const others = view.participants.filter((p) => p.presence !== "removed");
    reconcile(people, others, (p) => p.person, () => personRow(model, page), (row, p) => row.refresh(p));
  };
  card.select = select;
  return card;
}

/** The link to an earlier direct chat that a handover has opened (V7). */
function openedButton(model, one) {
  const name = (person) => plainName(participant(model.view, person));
  const label = `Read ${name(one.from)}’s earlier messages with ${name(one.with)}`;
  const button = el("button", { type: "button", class: "button small", onclick: () => readOpened(button, model, one) }, label);
  return button;
}

/** The link to a message that was not sent, whose chat may no longer be open. */
function stuckButton(model, page, chat) {
  return chatButton(page, chat, `A message in ${whereWords(model, chat)} was not sent`);
}

/** The link to a draft that was left when the page was loaded again. */
function draftButton(model, page, chat) {
  return chatButton(page, chat, `Draft in ${whereWords(model, chat)}`);
}

function chatButton(page, chat, label) {
  const button = el("button", { type: "button", class: "button small", onclick: () => page.open(chat, button) }, label);
  return button;
}

function whereWords(model, chat) {
  const peer = participant(model.view, model.chat(chat)?.peer ?? null);
  return chat === "visit" ? "the visit chat" : `the chat with ${plainName(peer)}`;
}

/** Since when a chat waits for an answer (R4); opens the chat. */
function waitingButton(page, chat) {
  const button = el("button", { type: "button", class: "button small", onclick: () => page.open(chat, button) });
  button.refresh = (view, { peer, waiting }) => {
    const where = peer ? plainName(participant(view, peer)) : "Visit chat";
    setText(button, `${where}: waiting for an answer for ${waited(waiting.since)}`);
  };
  return button;
}

/** What closing the visit leaves without an answer, of what this person is shown (R4). */
function stillWaits(model) {
  const chats = model.view.chats.filter((c) => c.waiting).length + model.view.passed_on.length;
  const notices = model.waitingNotices().length;
  const parts = [chats > 0 && `Messages in ${counted(chats, "chat")}`, notices > 0 && counted(notices, "notice")].filter(Boolean);
  if (parts.length === 0) return "";
  const wait = chats === 0 && notices === 1 ? "waits" : "wait";
  return `${parts.join(" and ")} still ${wait} for an answer. Closing a chat ends its wait.`;
}

function personRow(model, page) {
  const unread = badge();
  const name = el("span", { class: "person-name" });
  const role = el("span", { class: "role" });
  const presence = el("span", { class: "presence" });
  const row = el("li", { class: "person" }, presence, role, name, unread);
  let looks = "";
  row.refresh = (p) => {
    row.dataset.person = p.person;
    const chat = model.directWith(p.person)?.chat ?? null;
    // The name is rebuilt only if it has changed, since it may have the focus.
    const now = JSON.stringify([p.name, p.qualifier, p.second_identifier, p.is_primary, chat]);
    if (now !== looks) name.replaceChildren(...nameParts(model, page, p, chat));
    looks = now;
    setText(role, p.person === model.view.me ? `${ROLE[p.role]} (you)` : ROLE[p.role]);
    setText(presence, presenceSince(p));
    presence.dataset.presence = p.presence;
    showBadge(unread, model.news(chat));
  };
  return row;
}

/** The name; a button with a menu if the server lists a direct chat with the person (P4). */
function nameParts(model, page, p, chat) {
  const primary = p.is_primary && el("span", { class: "primary-mark", title: "First patient in the waiting room" }, "Primary");
  const name = nameOf(p, { identifier: true });
  if (!chat) return [name, primary].filter(Boolean);
  const button = el("button", { type: "button", class: "name-button", "aria-haspopup": "menu", "aria-expanded": "false" }, name);
  button.addEventListener("click", () =>
    openMenu(button, [{ label: "Direct Message", run: () => page.open(chat, button) }]),
  );
  return [button, primary].filter(Boolean);
}
