// The dialogs of a handover (V7): to hand a visit over, and to read the earlier chats that one has opened.

import { showDialog } from "../shared/dialog.js";
import { el } from "../shared/dom.js";
import { drawLines, linesOf } from "../chat/list-lines.js";
import { t } from "../shared/texts.js";
import { moment } from "../shared/times.js";
import { participant, plainName } from "../shared/words.js";

/** @typedef {import("../client/visit-model.js").VisitModel} VisitModel */

/** Number of messages per request. */
const PAGE = 50;

/** How often an earlier chat that is being read is loaded again, in milliseconds. */
const RELOAD_EVERY = 15_000;

/** Shows an earlier direct chat, to be read only. It follows what happens in the visit, such as a retraction.
 * @param {Element} near @param {VisitModel} model @param {{chat: string, from: string, with: string}} opened */
export function readOpened(near, model, opened) {
  const { view } = model;
  const name = (person) => plainName(participant(view, person));
  const list = el("ol", { class: "messages" });
  const note = el("p", { class: "note", role: "alert" });
  const earlier = el("button", { type: "button", class: "button small earlier", hidden: true, onclick: () => load() }, t("messages.earlier"));
  const fetchPage = (before) => {
    const query = new URLSearchParams({ limit: String(PAGE), ...(before && { before: String(before) }) });
    return model.api.get(`${model.chatPath(opened.chat)}/messages?${query}`);
  };
  /** The loaded messages, oldest first. @type {any[]} */
  let messages = [];
  let first = null;
  const show = (all, page) => {
    messages = all;
    first = page.first;
    earlier.hidden = !page.more;
    drawLines(list, linesOf(messages), model, () => {});
  };

  // One request at a time.
  let queue = Promise.resolve();
  const inTurn = (read) => {
    queue = queue.then(async () => {
      if (!dialog.isConnected) return;
      try {
        await read();
        note.textContent = "";
      } catch (problem) {
        if (!problem.again) show([], { first: null, more: false });
        note.textContent = problem.message;
      }
    });
    return queue;
  };
  const load = () => {
    const before = first;
    return inTurn(async () => {
      // Another click has loaded these.
      if (before !== first) return;
      const page = await fetchPage(before);
      show([...page.messages, ...messages], page);
    });
  };
  let reloads = false;
  const reload = () => {
    if (reloads) return;
    reloads = true;
    inTurn(async () => {
      reloads = false;
      const reach = first;
      let page = await fetchPage(null);
      let all = page.messages;
      while (page.more && reach !== null && page.first > reach) {
        page = await fetchPage(page.first);
        all = [...page.messages, ...all];
      }
      show(all, page);
    });
  };
  // The live connection does not deliver this chat.
  const timer = setInterval(reload, RELOAD_EVERY);
  const dialog = el(
    "dialog",
    {
      "aria-labelledby": "opened-title",
      class: "opened",
      onclose: () => {
        clearInterval(timer);
        model.removeEventListener("change", reload);
      },
    },
    el(
      "form",
      { method: "dialog", class: "ask" },
      el("h2", { id: "opened-title" }, t("handover.between", { one: name(opened.from), other: name(opened.with) })),
      el("p", {}, t("handover.note")),
      note,
      el("div", { class: "opened-log", tabindex: "0", role: "group", "aria-label": t("handover.earlier") }, earlier, list),
      el("div", { class: "ask-buttons" }, el("button", { type: "submit", class: "button" }, t("dialogs.close"))),
    ),
  );
  showDialog(dialog, near);
  model.addEventListener("change", reload);
  return load();
}

/** Asks who hands over to whom, and does it. @param {Element} near @param {VisitModel} model */
export function handOver(near, model) {
  const { view } = model;
  const providers = view.participants.filter((p) => p.role === "provider");
  const option = (p) => el("option", { value: p.person }, plainName(p));
  const from = el(
    "select",
    { id: "handover-from" },
    ...providers.filter((p) => view.may_be_handed_over.includes(p.person)).map(option),
  );
  const to = el("select", { id: "handover-to" });
  const fill = () => {
    const others = providers.filter((p) => p.person !== from.value && p.presence !== "removed");
    to.replaceChildren(...others.map(option));
  };
  from.addEventListener("change", fill);
  fill();
  const note = el("p", { class: "note", role: "alert" });
  const submit = async (event) => {
    event.preventDefault();
    try {
      await model.api.post(`${model.path}/handover`, { from: from.value, to: to.value });
      dialog.close();
    } catch (problem) {
      note.textContent = problem.message;
    }
  };
  const dialog = el(
    "dialog",
    { "aria-labelledby": "handover-title" },
    el(
      "form",
      { class: "ask", onsubmit: submit },
      el("h2", { id: "handover-title" }, t("handover.title")),
      el("p", {}, t("handover.effect")),
      el("label", { for: "handover-from" }, t("handover.from")),
      from,
      el("label", { for: "handover-to" }, t("handover.to")),
      to,
      note,
      el(
        "div",
        { class: "ask-buttons" },
        el("button", { type: "button", class: "button", onclick: () => dialog.close() }, t("dialogs.cancel")),
        el("button", { type: "submit", class: "button primary" }, t("handover.confirm")),
      ),
    ),
  );
  showDialog(dialog, near);
}
