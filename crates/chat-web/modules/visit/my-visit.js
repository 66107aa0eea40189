// The page of a patient or guest: the waiting room and their chats.

import base from "../styles/base.js";
import styles from "../styles/my-visit.js";
import { actionButton } from "../shared/action-button.js";
import { attendTo } from "../shared/attention.js";
import { avatar, showAvatar } from "../shared/avatar.js";
import { noDirectChat } from "../chat/chat-choice.js";
import { PARTS, VisitChat } from "../chat/visit-chat.js";
import { Component } from "../shared/component.js";
import { el, keepFocus, reconcile, setText } from "../shared/dom.js";
import { later } from "../shared/later.js";
import { comesBack } from "../shared/return.js";
import { PEOPLE, VisitTabs } from "./visit-tabs.js";
import { refusalText, t } from "../shared/texts.js";
import { moment } from "../shared/times.js";
import { followUp, nameOf, participant, presence, roleWords, shortId } from "../shared/words.js";

/** @typedef {import("../shared/component.js").App} App */

/** Load what is needed after a click. */
const TRANSCRIPT = () => import("../records/transcript.js");
const ACCESSES = () => import("../records/accesses.js");

/**
 * The waiting room and the chats of the visit in the attribute `visit`; without it, the person's visits, to choose one. Fires
 * `join-call` with the detail `{visit}` once the person has joined the call or wants to return to it, `choose-visit`, and `news` (see `Attention`).
 */
export class MyVisit extends Component {
  static observedAttributes = ["base-url", "visit"];

  constructor() {
    super([base, styles]);
  }

  attributeChangedCallback() {
    this.restart();
  }

  /** @param {ShadowRoot} root @param {App} app */
  start(root, app) {
    const id = this.getAttribute("visit");
    if (id) visit(this, root, app, id);
    else choose(this, root, app);
  }
}

/** @param {MyVisit} element @param {ShadowRoot} root @param {App} app @param {string} id */
function visit(element, root, { client, me: { person }, notify, signal }, id) {
  const model = client.visit(id);
  const when = el("p", { class: "visit-when" });
  const where = el("p", { class: "where", role: "status" });
  const toCall = () => element.emit("join-call", { visit: id });
  const buttons = [
    actionButton(model, "enter_waiting_room", t("actions.enter_waiting_room"), { primary: true, notify }),
    actionButton(model, "join_call", t("actions.join_call"), { primary: true, notify, then: toCall }),
    actionButton(model, "leave", t("actions.leave"), { notify }),
  ];
  const back = el("button", { type: "button", class: "button primary back", hidden: true, onclick: toCall }, t("visits.returnToCall"));
  const why = el("p", { class: "why" });
  const people = el("ul", { class: "people" });
  const chats = el("div", { class: "chats" });
  const who = el("section", { class: "card who", part: "people", "aria-label": t("visit.who") }, el("h2", {}, t("visit.who")), people);
  const windows = el("div", { class: "windows" });
  const noDirect = el("p", { class: "card no-direct", hidden: true });
  // Where there is room, the people stand beside the chat.
  const tabs = new VisitTabs(model, person, (chosen, chat) => {
    who.classList.toggle("chosen", chosen === PEOPLE);
    noDirect.classList.toggle("chosen", chosen === null);
    windows.classList.toggle("chosen", chosen === chat);
    for (const one of windows.children) one.classList.toggle("chosen", one.chat === chat);
  }, signal);
  const save = el("button", { type: "button", class: "button small", onclick: () => later(save, TRANSCRIPT, ({ saveTranscript }) => saveTranscript(model, notify)) }, t("records.save"));
  const looked = el("button", { type: "button", class: "button small", "aria-haspopup": "dialog", onclick: () => later(looked, ACCESSES, ({ showAccesses }) => showAccesses(looked, model)) }, t("records.who"));
  const page = el(
    "div",
    { class: "visit", hidden: true },
    el(
      "section",
      { class: "card visit-intro", part: "intro", "aria-label": t("visit.title") },
      when,
      el("p", { class: "visit-when" }, t("visits.named", { id: shortId(id) })),
      where,
      el("div", { class: "visit-foot" }, ...buttons, back),
      why,
    ),
    chats,
    who,
  );
  chats.append(tabs.element, windows, noDirect);
  root.append(page);

  let entered = false;
  let arrives = false;
  let shown = false;
  const isExpected = () => participant(model.view, model.view.me)?.presence === "expected";
  const enter = async () => {
    arrives = true;
    try {
      await model.act("enter_waiting_room");
      if (isExpected()) await model.refresh();
    } catch (problem) {
      notify(problem.message);
    }
    arrives = false;
    draw();
  };
  const draw = () => {
    const { view } = model;
    // Shown once it is complete, so that nothing moves under a finger.
    page.hidden = !view && !model.ended;
    for (const button of buttons) button.refresh();
    if (model.ended) setText(where, model.ended);
    if (!view) return;
    const me = participant(view, view.me);
    setText(when, `${moment(view.scheduled_for)} · ${t(`phases.${view.phase}`)}${followUp(view)}`);
    if (!model.ended) setText(where, whereabouts(view, me));
    back.hidden = me?.presence !== "in_call" || model.ended !== null;
    const refusal = model.action("join_call")?.refusal;
    const open = view.follow_up_until ? t("visit.directOpen") : "";
    setText(why, isOver(view) ? open : refusal ? refusalText(refusal) : "");
    who.hidden = model.ended !== null;
    looked.hidden = me?.role !== "patient";
    const here = view.participants.filter((p) => p.presence !== "removed" && !model.ended);
    reconcile(people, here, (p) => p.person, personRow, (row, p) => row.refresh(p, view.me));
    const listed = view.chats.map((c) => c.chat);
    // A chat that is not listed any more, such as with someone who was removed, stays if it was shown or has a draft.
    const before = new Set([...[...windows.children].map((one) => one.chat), ...model.drafts.left]);
    const kept = [...before].filter((c) => !listed.includes(c) && (tabs.hasShown(c) || model.drafts.get(c).text));
    const all = [...listed, ...kept];
    reconcile(windows, all, (chat) => chat, (chat) => chatWindow(model, chat), () => {});
    const none = view.may_have_direct_chats && view.chats.every((c) => c.chat === "visit");
    noDirect.hidden = !none;
    setText(noDirect, none ? t("visits.directTo", { name: noDirectChat(view) }) : "");
    tabs.update(all);
    // Opening the page means arriving at the visit; people who have left return with the button.
    if (!entered && !model.ended && me?.presence === "expected" && model.action("enter_waiting_room")?.permitted) {
      enter();
    }
    entered = true;
    // Neither is where the person is shown while the page is about to change it.
    page.hidden = (arrives && isExpected()) || (!shown && returns());
    shown ||= !page.hidden;
  };
  const returns = comesBack(model, ["enter_waiting_room", "join_call"], notify, signal, () => redraw());
  const redraw = () => keepFocus(page, draw, () => [...buttons, back]);
  model.addEventListener("change", redraw, { signal });
  model.addEventListener("chat", () => tabs.update(tabs.chats), { signal });
  who.append(el("div", { class: "records" }, looked, save), attendTo(element, model, signal));
  client.follow(model, element);
  signal.addEventListener("abort", () => client.release(model, element));
  if (model.view) draw();
  else model.load();
}

/** Whether the visit is closed, and with it the visit chat. Direct chats may be open for a follow-up. */
function isOver(view) {
  return view.chats.some(({ chat, closed }) => chat === "visit" && closed);
}

function whereabouts(view, me) {
  if (isOver(view)) return t(`over.${view.phase}`);
  if (me?.presence === "waiting") return t("visit.waiting");
  if (me?.presence === "in_call") return t("visit.inCall");
  if (view.call_underway) return t("visit.callUnderway");
  if (me?.departure === "dropped") return t("visit.dropped");
  return me?.presence === "away" ? t("visit.away") : t("visit.expected");
}

function chatWindow(model, chat) {
  const window = new VisitChat();
  window.setAttribute("exportparts", PARTS);
  window.show(model, chat);
  return window;
}

function personRow() {
  const face = avatar();
  const where = el("span", { class: "presence" });
  const name = el("span", { class: "person-name" });
  const role = el("span", { class: "role" });
  const row = el("li", { class: "person" }, face, where, role, name);
  row.refresh = (p, me) => {
    row.dataset.person = p.person;
    showAvatar(face, p);
    setText(where, presence(p));
    where.dataset.presence = p.presence;
    name.replaceChildren(nameOf(p));
    setText(role, roleWords(p, p.person === me));
  };
  return row;
}

/** For a link without a visit: the person's visits, to choose one. @param {MyVisit} element @param {ShadowRoot} root @param {App} app */
async function choose(element, root, { api, notify, signal }) {
  const page = await api.get("/visits?limit=50").catch((problem) => notify(problem.message));
  const links = (page?.visits ?? []).map((view) =>
    el(
      "li",
      {},
      el(
        "button",
        { type: "button", class: "button", onclick: () => element.emit("choose-visit", { visit: view.visit }) },
        `${moment(view.scheduled_for)} · ${t(`phases.${view.phase}`)}`,
      ),
    ),
  );
  if (signal.aborted) return;
  root.append(
    el("section", { class: "card" }, el("h2", {}, t("visit.all")), el("ul", { class: "picks" }, ...links)),
  );
}

customElements.define("my-visit", MyVisit);
