// Who looked at the chats that a patient may read.

import records from "../styles/records.js";
import { participant } from "../client/people.js";
import { showDialog } from "../shared/dialog.js";
import { el, setText } from "../shared/dom.js";
import { nodes, t } from "../shared/texts.js";
import { whenWords } from "../shared/times.js";
import { nameOf, roleWords } from "../shared/words.js";

/** @typedef {import("../client/visit-model.js").VisitModel} VisitModel */

/** Entries per request. */
const PAGE = 50;

/** The kinds that the catalogue has words for. A newer server may send others. */
const KINDS = new Set(["chat_read", "picture_shown", "file_downloaded", "chat_overseen", "transcript_made"]);

/**
 * Shows, from the first on, who opened what, until the dialog is closed.
 * @param {Element} near @param {VisitModel} model
 */
export function showAccesses(near, model) {
  const list = el("ol", { class: "access-list", "aria-label": t("records.who"), tabindex: "-1" });
  const note = el("p", { class: "note", role: "status" });
  let after = "";
  const read = async () => {
    more.disabled = true;
    setText(note, t("files.downloading"));
    try {
      const page = await model.api.get(`${model.path}/accesses?${new URLSearchParams({ limit: String(PAGE), after })}`);
      list.append(...page.accesses.map((access) => row(model, access)));
      after = page.next ?? "";
      setText(note, list.childElementCount > 0 ? "" : t("records.none"));
      more.hidden = after === "";
      if (more.hidden) list.focus({ preventScroll: true });
    } catch (problem) {
      setText(note, problem.message);
      setText(more, t("messages.again"));
      more.hidden = false;
    }
    more.disabled = false;
  };
  const more = el("button", { type: "button", class: "button small", hidden: true, onclick: () => (setText(more, t("records.more")), read()) }, t("records.more"));
  const ended = () => model.ended && dialog.close();
  const dialog = el(
    "dialog",
    { "aria-labelledby": "accesses-title", class: "accesses", onclose: () => model.removeEventListener("change", ended) },
    el(
      "form",
      { method: "dialog", class: "ask" },
      el("h2", { id: "accesses-title" }, t("records.who")),
      el("p", { class: "access-about" }, t("records.about")),
      list,
      note,
      el("div", { class: "ask-buttons" }, more, el("button", { type: "submit", class: "button primary" }, t("dialogs.close"))),
    ),
  );
  model.addEventListener("change", ended);
  showDialog(dialog, near, records);
  read();
}

/** @param {VisitModel} model @param {any} access */
function row(model, access) {
  const { by, person, name, role, kind, chat, at } = access;
  const known = participant(model.view, person) ?? { name };
  const who = by === "overseer" ? [t("records.overseer")] : [nameOf(known), " · ", roleWords({ role }, person === model.view.me)];
  const what = KINDS.has(kind) ? nodes(`accesses.${kind}`, { chat: chatWords(model, chat) }) : [access.sentence];
  return el(
    "li",
    { class: "access", "data-kind": kind },
    el("span", { class: "access-who" }, ...who),
    el("span", { class: "access-what" }, ...what),
    el("time", { class: "access-when", datetime: at }, whenWords(at)),
  );
}

/** A chat, within a sentence. @param {VisitModel} model @param {string} chat @returns {Node} */
function chatWords(model, chat) {
  const [, ...pair] = chat.split(":");
  const peer = pair.find((person) => person !== model.view.me);
  const words = peer ? nodes("records.direct", { name: nameOf(participant(model.view, peer)) }) : [t("records.visit")];
  return el("span", {}, ...words);
}
