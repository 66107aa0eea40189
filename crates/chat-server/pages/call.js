// The call: its participants and the chat beside them. Video is not part of this product.

import { actionButton, start } from "./app.js";
import { CallChat } from "./call-chat.js";
import { el, reconcile, setText } from "./dom.js";
import { icon } from "./icons.js";
import { noticeAlerts } from "./notice-alerts.js";
import { comesBack } from "./return.js";
import { goBack } from "./session.js";
import { tile } from "./tile.js";
import { comesBackOnceUndone } from "./undone.js";
import { VisitModel } from "./visit-model.js";
import { ACTION, KIND, moment, participant, shortId } from "./words.js";

const app = await start();
if (app) {
  if (app.session.visit) call(app, app.session.visit);
  else app.notify("This page needs a visit. Go back to the visit and choose Join call.");
}

/** @param {import("./app.js").App} app @param {string} id */
function call({ api, live, notify }, id) {
  const model = new VisitModel(api, id);
  const root = /** @type {HTMLElement} */ (document.querySelector("#call"));
  const home = () => goBack(id);
  const chat = new CallChat(model, (open) => chatButton.setAttribute("aria-expanded", String(open)));
  const title = el("h1", { class: "call-title" });
  const tiles = el("ul", { class: "tiles", "aria-label": "Participants" });
  const outside = el("div", { class: "outside" });
  const outsideText = el("p", { role: "status" });
  const join = actionButton(model, "join_call", ACTION.join_call, { primary: true, notify });
  const homeButton = el("button", { type: "button", class: "button", onclick: home }, "Back to the visit");
  outside.append(outsideText, join, homeButton);

  const maximized = (on) => {
    root.classList.toggle("maximized", on);
    viewButton.setAttribute("aria-pressed", String(on));
    if (!on) chat.close();
  };
  const viewButton = trayButton("maximize", "Toggle Maximize View", () =>
    maximized(!root.classList.contains("maximized")),
  );
  const chatButton = trayButton("bubble", "Chat", () => {
    if (chat.isOpen) return chat.close();
    maximized(true);
    chat.open(chatButton);
  });
  chatButton.append(chat.badge);
  const openChat = (key, opener) => {
    maximized(true);
    chat.openChat(key, opener);
  };
  const notices = noticeAlerts(model, openChat, notify);
  const pageTitle = document.title;
  const leave = tray(actionButton(model, "leave", ACTION.leave, { notify, then: home }), "leave");
  const end = tray(actionButton(model, "end_call", ACTION.end_call, { notify, then: home }), "end");
  end.classList.add("danger");
  const away = el("button", { type: "button", class: "button", onclick: home }, "Show the visit");
  root.append(
    el("div", { class: "behind" }, el("p", {}, "The call continues in the small panel."), away),
    el(
      "section",
      { class: "stage", "aria-label": "Call" },
      title,
      notices,
      tiles,
      outside,
      el("div", { class: "tray", role: "toolbar", "aria-label": "Call controls" }, viewButton, chatButton, leave, end),
    ),
    chat.element,
  );
  const draw = () => {
    const { view } = model;
    const shown = model.ended ? null : view;
    const inside = shown && participant(shown, shown.me)?.presence === "in_call";
    if (view) setText(title, `${KIND[view.kind]} · ${moment(view.scheduled_for)} · Visit ${shortId(id)}`);
    const present = (shown?.participants ?? []).filter((p) => ["in_call", "waiting"].includes(p.presence));
    reconcile(
      tiles,
      present,
      (p) => p.person,
      () => tile(model, openChat),
      (element, p) => element.refresh(p),
    );
    outside.hidden = Boolean(inside);
    const reason = model.action("join_call")?.refusal?.sentence ?? (view && "You are not in the call.");
    setText(outsideText, model.ended ?? reason ?? "Opening the visit…");
    notices.refresh();
    const calling = model.waitingNotices().length;
    document.title = calling > 0 ? `(${calling}) ${pageTitle}` : pageTitle;
    chatButton.hidden = viewButton.hidden = !view;
    for (const button of [join, leave, end]) button.refresh();
  };
  model.addEventListener("change", draw);
  model.addEventListener("chat", draw);
  comesBack(model, ["join_call"], notify);
  comesBackOnceUndone(model, live);
  const first = () => model.outbox.stuck.length > 0 && notify("A message was not confirmed as sent. Open the chat to try again.");
  model.addEventListener("change", first, { once: true });
  live.follow(model);
  model.load();
  maximized(true);
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
