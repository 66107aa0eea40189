// Reading one chat as an overseer, with a reason that is recorded (M5).

import base from "../styles/base.js";
import messages from "../styles/messages.js";
import people from "../styles/people.js";
import styles from "../styles/oversight.js";
import { drawLines, linesOf } from "../chat/list-lines.js";
import { participant } from "../client/people.js";
import { Component } from "../shared/component.js";
import { el, setText } from "../shared/dom.js";
import { Field, lineField, reasonField } from "../shared/form.js";
import { t } from "../shared/texts.js";
import { plainName, shortId } from "../shared/words.js";
import { OverseenChat } from "./overseen-chat.js";

/** @typedef {import("../shared/component.js").App} App */

/** Refusals that are about the reason. */
const OF_REASON = new Set(["text_empty", "text_too_long", "forbidden_character"]);

/**
 * Asks for a visit, one of its chats and a reason, and shows that chat to be read only. The attributes `visit` and `chat` (a
 * chat key) fill the form in. The token needs the oversight permission.
 */
export class VisitOversight extends Component {
  static observedAttributes = ["base-url", "visit", "chat"];

  constructor() {
    super([base, messages, people, styles]);
  }

  attributeChangedCallback() {
    this.restart();
  }

  /** @param {ShadowRoot} root @param {App} app */
  start(root, app) {
    ask(root, app.api, { visit: this.getAttribute("visit") ?? "", chat: this.getAttribute("chat") ?? "visit", reason: "" });
  }
}

/**
 * Shows the form.
 * @param {ShadowRoot} root @param {import("../client/api.js").Api} api
 * @param {{visit: string, chat: string, reason: string}} asked what is filled in
 */
function ask(root, api, asked) {
  const [, care = "", attendee = ""] = asked.chat.split(":");
  const visit = lineField(t("oversight.visit"), { value: asked.visit, required: true });
  const option = (value) => el("option", { value }, t(`oversightChats.${value}`));
  const which = new Field(el("select", {}, option("visit"), option("direct")), t("oversight.chat"));
  which.control.value = care ? "direct" : "visit";
  const provider = lineField(t("oversight.provider"), { value: care });
  const patient = lineField(t("oversight.patient"), { value: attendee });
  const reason = reasonField(t("oversight.reason"));
  reason.control.value = asked.reason;
  const note = el("p", { class: "note", role: "alert" });
  const submit = el("button", { type: "submit", class: "button primary" }, t("oversight.read"));
  const fields = [visit, which, provider, patient, reason];
  const draw = () => {
    for (const one of [provider, patient]) {
      one.element.hidden = which.control.value === "visit";
      one.control.required = which.control.value === "direct";
    }
  };
  which.control.addEventListener("change", draw);
  draw();
  const place = (code) => {
    if (code === "visit_unknown") return visit;
    if (code === "chat_unknown") return which;
    return OF_REASON.has(code) ? reason : null;
  };
  const read = async (event) => {
    event.preventDefault();
    for (const field of fields) field.refuse("");
    setText(note, "");
    submit.disabled = true;
    const key = which.control.value === "visit" ? "visit" : `direct:${provider.value}:${patient.value}`;
    const chat = new OverseenChat(api, visit.value, key, reason.value);
    try {
      await chat.read();
      show(form, root, chat);
    } catch (problem) {
      const field = place(problem.code);
      if (field) field.refuse(problem.message);
      else setText(note, problem.message);
      submit.disabled = false;
      (field?.control ?? submit).focus();
    }
  };
  const form = el(
    "form",
    { class: "card oversight-form", onsubmit: read },
    el("p", {}, t("oversight.about")),
    ...fields.map(({ element }) => element),
    note,
    el("div", { class: "ask-buttons" }, submit),
  );
  root.append(form);
}

/** Shows the chat in place of the form. @param {HTMLElement} form @param {ShadowRoot} root @param {OverseenChat} chat */
function show(form, root, chat) {
  const list = el("ol", { class: "messages" });
  const note = el("p", { class: "note", role: "alert" });
  const title = el("h2", { tabindex: "-1" });
  const again = async () => {
    earlier.disabled = true;
    setText(note, "");
    await chat.read().catch((problem) => setText(note, problem.message));
    earlier.disabled = false;
  };
  const earlier = el("button", { type: "button", class: "button small earlier", onclick: again }, t("messages.earlier"));
  const close = () => {
    shown.remove();
    ask(root, chat.api, { visit: chat.visit, chat: chat.chatKey, reason: "" });
    root.querySelector("textarea")?.focus();
  };
  const draw = () => {
    earlier.hidden = !chat.more;
    setText(title, titleOf(chat));
    drawLines(list, linesOf(chat.messages()), /** @type {any} */ (chat), () => {});
  };
  const shown = el(
    "section",
    { class: "card overseen", "aria-labelledby": "overseen-title" },
    el(
      "div",
      { class: "overseen-banner" },
      el("strong", {}, t("oversight.banner")),
      el("span", {}, t("oversight.because", { reason: chat.reason })),
      el("button", { type: "button", class: "button small", onclick: close }, t("oversight.close")),
    ),
    title,
    el("p", { class: "overseen-bound" }, t("oversight.bound")),
    note,
    earlier,
    list,
  );
  title.id = "overseen-title";
  draw();
  chat.addEventListener("change", draw);
  form.replaceWith(shown);
  title.focus();
}

/** Which chat it is. @param {OverseenChat} chat */
function titleOf({ chatKey, visit, view }) {
  const id = shortId(visit);
  const [, care, attendee] = chatKey.split(":");
  if (!care) return t("oversight.inVisit", { id });
  const [one, other] = [care, attendee].map((person) => plainName(participant(view, person)));
  return t("oversight.between", { one, other, id });
}

customElements.define("visit-oversight", VisitOversight);
