// The call: its participants and the chat beside them. Video is the host's.

import base from "../styles/base.js";
import styles from "../styles/call.js";
import { keep, kept } from "../client/tab-store.js";
import { actionButton } from "../shared/action-button.js";
import { attendTo } from "../shared/attention.js";
import { Component } from "../shared/component.js";
import { ChatPanel } from "./chat-panel.js";
import { el, keepFocus, reconcile, setText } from "../shared/dom.js";
import { icon } from "../shared/icons.js";
import { noticeAlerts } from "../shared/notice-alerts.js";
import { OtherVisits } from "./other-visits.js";
import { comesBack } from "../shared/return.js";
import { Roster } from "./roster.js";
import { tile } from "./tile.js";
import { refusalText, t } from "../shared/texts.js";
import { moment } from "../shared/times.js";
import { participant, shortId } from "../shared/words.js";

/** @typedef {import("../shared/component.js").App} App */

/** Where the chat covers the call, as in the style sheet. */
const NARROW = matchMedia("(max-width: 639.98px)");

/**
 * The call of the visit in the attribute `visit`: a menu tray, the chat, and a slot `stage` for the video; by default, the
 * participants as tiles. Fires `leave-call` with the detail `{visit}` when the person leaves the call or wants to see the
 * visit, `show-visits` when they want to see the other visits that wait, `participant-added` (see `WaitingRoom`) and `news`
 * (see `Attention`).
 */
export class CallChat extends Component {
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
    if (id) call(this, root, app, id);
    else app.notify(t("call.noVisit"));
  }
}

/** @param {CallChat} element @param {ShadowRoot} shadow @param {App} app @param {string} id */
function call(element, shadow, { client, me: { person }, notify, signal }, id) {
  const model = client.visit(id);
  // A reload keeps what is shown.
  const key = `visit-chat.call.${person}.${id}`;
  const before = kept(key);
  const root = el("div", { class: "call" });
  shadow.append(root);
  const home = () => element.emit("leave-call", { visit: id });
  const chat = new ChatPanel(model, () => changed(), signal);
  const title = el("h1", { class: "call-title" });
  /** The page's heading while the chat covers the call. */
  const heading = el("h1", { class: "visually-hidden", hidden: true });
  const tiles = el("ul", { class: "tiles", "aria-label": t("call.participants") });
  const opening = el("p", { class: "opening", role: "status" }, t("call.opening"));
  const outside = el("div", { class: "outside" });
  const outsideText = el("p", { role: "status" });
  const join = actionButton(model, "join_call", t("actions.join_call"), { primary: true, notify });
  const homeButton = el("button", { type: "button", class: "button", onclick: home }, t("call.back"));
  outside.append(outsideText, join, homeButton);

  const isMaximized = () => root.classList.contains("maximized");
  const maximized = (on) => {
    root.classList.toggle("maximized", on);
    viewButton.setAttribute("aria-pressed", String(on));
    changed();
  };
  const viewButton = trayButton("maximize", t("call.maximize"), () => maximized(!isMaximized()));
  const chatButton = trayButton("bubble", t("call.chat"), () => {
    if (chat.isOpen) return chat.close();
    chat.open(chatButton);
  });
  chatButton.append(chat.badge);
  const openChat = (key, opener) => chat.openChat(key, opener);
  const roster = new Roster(model, {
    openChat,
    toggled: (open) => {
      root.classList.toggle("listing", open);
      rosterButton.setAttribute("aria-expanded", String(open));
      changed();
    },
  });
  const rosterButton = trayButton("everyone", t("call.participants"), () => (roster.isOpen ? roster.close() : roster.open(rosterButton)));
  /** On a phone, where the chat covers the call: the way back, and how many notices wait there. It has its place in any case. */
  const behind = el("button", { type: "button", class: "button call-behind", hidden: true, onclick: () => chat.close() });
  chat.element.prepend(heading, el("div", { role: "status" }, behind));
  const notices = noticeAlerts(model, openChat, notify, viewButton);
  const others = new OtherVisits(model, client, signal);
  others.element.addEventListener("click", () => element.emit("show-visits"));
  const leave = tray(actionButton(model, "leave", t("actions.leave"), { notify, then: home }), "leave");
  const end = tray(actionButton(model, "end_call", t("actions.end_call"), { notify, then: home }), "end");
  end.classList.add("danger");
  const away = el("button", { type: "button", class: "button", onclick: home }, t("call.show"));
  const stage = el(
    "section",
    { class: "stage", part: "stage", "aria-label": t("call.stage") },
    title,
    el("slot", { name: "stage", class: "stage-slot" }, tiles),
    roster.element,
    others.element,
    notices,
    opening,
    outside,
    chat.recipients,
    el("div", { class: "tray", part: "tray", role: "group", "aria-label": t("call.controls") }, viewButton, rosterButton, chatButton, leave, end),
  );
  root.append(
    el("div", { class: "behind" }, el("p", {}, t("call.behind")), away),
    stage,
    chat.element,
  );
  // On a phone the chat covers the call: what is under it can't be reached.
  const cover = () => {
    heading.hidden = !stage.toggleAttribute("inert", NARROW.matches && chat.isOpen && isMaximized());
  };
  NARROW.addEventListener("change", cover, { signal });
  const changed = () => {
    root.classList.toggle("chatting", chat.isOpen);
    chatButton.setAttribute("aria-expanded", String(chat.isOpen));
    cover();
    keep(key, { maximized: isMaximized(), listing: roster.isOpen, ...chat.place });
  };
  const draw = () => {
    const { view } = model;
    const shown = model.ended ? null : view;
    const inside = shown && participant(shown, shown.me)?.presence === "in_call";
    const words = view ? [t(`kinds.${view.kind}`), moment(view.scheduled_for), t("visits.named", { id: shortId(id) })].join(" · ") : "";
    for (const one of [title, heading]) setText(one, words);
    const present = (shown?.participants ?? []).filter((p) => ["in_call", "waiting"].includes(p.presence));
    reconcile(
      tiles,
      present,
      (p) => p.person,
      () => tile(model, openChat),
      (element, p) => element.refresh(p),
    );
    opening.hidden = Boolean(model.ended || (view && (inside || !returns())));
    outside.hidden = Boolean(inside || !opening.hidden);
    const refusal = model.action("join_call")?.refusal;
    setText(outsideText, model.ended ?? (refusal ? refusalText(refusal) : t("call.outside")));
    notices.refresh();
    const count = model.waitingNotices().length;
    behind.hidden = !shown || !participant(shown, shown.me)?.care_team;
    behind.classList.toggle("waits", count > 0);
    setText(behind, count > 0 ? `${t("counts.notices", { count })}. ${t("call.showCall")}` : t("call.showCall"));
    roster.update();
    chatButton.hidden = viewButton.hidden = rosterButton.hidden = !view;
    for (const button of [join, leave, end]) button.refresh();
  };
  // Once the call is joined, it goes on at its controls.
  const redraw = () => keepFocus(outside, draw, () => [viewButton]);
  const returns = comesBack(model, ["join_call"], notify, signal, redraw);
  model.addEventListener("change", redraw, { signal });
  model.addEventListener("chat", draw, { signal });
  title.after(attendTo(element, model, signal, others));
  const first = () => model.outbox.stuck.length > 0 && notify(t("call.unconfirmed"));
  model.addEventListener("change", first, { once: true, signal });
  client.follow(model, element);
  signal.addEventListener("abort", () => client.release(model, element));
  model.load();
  maximized(before?.maximized ?? true);
  if (before?.listing) roster.show(rosterButton);
  if (before) chat.restore(before);
  draw();
}

function trayButton(name, label, onclick) {
  return el("button", { type: "button", class: "tray-button", title: label, onclick }, icon(name), el("span", {}, label));
}

function tray(button, name) {
  button.className = "tray-button";
  const label = button.textContent;
  button.replaceChildren(icon(name), el("span", {}, label));
  return button;
}

customElements.define("call-chat", CallChat);
