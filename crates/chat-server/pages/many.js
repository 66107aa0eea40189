// One message to chosen visits. The box lists each recipient by name, and shows what became of each message.

import { el, setText } from "./dom.js";
import { newId } from "./ids.js";
import { nameOf, shortId } from "./words.js";

/** @typedef {import("./visit-model.js").VisitModel} VisitModel */

/** The most visits of one message. */
const MOST = 100;

/** Who would get the message in a visit, as this page shows it: everyone, or its patients in their direct chats.
 * @param {VisitModel} model @param {boolean} direct */
function recipients(model, direct) {
  const { view } = model;
  if (!direct) return [{ model, recipient: "everyone", who: null }];
  const patients = view.participants.filter((p) => p.role === "patient" && p.presence !== "removed");
  return patients
    .filter((p) => model.directWith(p.person))
    .map((p) => ({ model, recipient: { person: p.person }, who: p }));
}

/** @param {{model: VisitModel, who: any}} to */
function named({ model, who }) {
  const visit = `Visit ${shortId(model.visit)}`;
  if (who) return [nameOf(who, { identifier: true }), ` · ${visit}`];
  const patients = model.view.participants.filter((p) => p.role === "patient" && p.presence !== "removed");
  const names = patients.flatMap((p, at) => [at > 0 && ", ", nameOf(p, { identifier: true })]);
  return [`${visit}, everyone: `, ...names].filter(Boolean);
}

/** Opens the box. @param {import("./api.js").Api} api @param {VisitModel[]} models */
export function messageVisits(api, models) {
  const text = el("textarea", { rows: 4, id: "many-text", required: true });
  const title = el("h2", { id: "many-title" });
  const list = el("ul", { class: "many-list", "aria-label": "Recipients" });
  const note = el("p", { class: "note", role: "alert" });
  const send = el("button", { type: "submit", class: "button primary" }, "Send");
  const close = el("button", { type: "button", class: "button", onclick: () => dialog.close() }, "Cancel");
  const choice = (label, value, checked) =>
    el("label", {}, el("input", { type: "radio", name: "many-to", value, checked, onchange: () => address() }), ` ${label}`);
  const everyone = choice("Visit chat (everyone in the visit)", "everyone", true);
  const patients = choice("Direct Message to each patient", "patients", false);
  const ways = el("fieldset", { class: "many-ways" }, el("legend", {}, "Send to"), everyone, patients);
  let to = [];

  const address = () => {
    const direct = patients.querySelector("input").checked;
    to = models.flatMap((model) => recipients(model, direct)).map((one) => ({ ...one, id: newId(), done: false }));
    for (const one of to) {
      one.result = el("span", { class: "many-result", role: "status" });
      one.row = el("li", { "data-visit": one.model.visit }, el("span", {}, ...named(one)), one.result);
    }
    list.replaceChildren(...to.map((one) => one.row));
    const visits = new Set(to.map((one) => one.model.visit)).size;
    const count = direct ? `${to.length} ${to.length === 1 ? "patient" : "patients"} in ` : "";
    setText(title, `To: ${count}${visits} ${visits === 1 ? "visit" : "visits"}`);
    const many = to.length > MOST;
    setText(note, many ? `A message can go to at most ${MOST}. Select fewer visits.` : "");
    send.disabled = many || to.length === 0;
  };

  /** The ids are kept, so that sending again stores nothing twice. */
  const submit = async (event) => {
    event.preventDefault();
    const waiting = to.filter((one) => !one.done);
    send.disabled = true;
    for (const control of [text, ways]) control.disabled = true;
    for (const one of waiting) setText(one.result, "sending…");
    const body = {
      text: text.value,
      to: waiting.map((one) => ({ visit: one.model.visit, recipient: one.recipient, client_id: one.id })),
    };
    try {
      const { results } = await api.post("/messages", body);
      setText(note, "");
      results.forEach((result, at) => {
        const one = waiting[at];
        one.done = Boolean(result.receipt);
        setText(one.result, one.done ? "Sent" : `Not sent. ${result.problem.detail}`);
        one.result.classList.toggle("failed", !one.done);
      });
    } catch (problem) {
      for (const one of waiting) setText(one.result, "");
      setText(note, problem.message);
      // Refused as a whole, so nothing was sent and the text may be changed.
      if (!problem.again) for (const control of [text, ways]) control.disabled = false;
    }
    const left = to.filter((one) => !one.done).length;
    send.hidden = left === 0;
    send.disabled = false;
    setText(send, left < to.length ? `Try again (${left})` : "Send");
    setText(close, left < to.length ? "Close" : "Cancel");
  };

  const dialog = el(
    "dialog",
    { "aria-labelledby": "many-title", class: "many", onclose: () => dialog.remove() },
    el(
      "form",
      { class: "ask", onsubmit: submit },
      title,
      ways,
      list,
      el("label", { for: "many-text" }, "Message"),
      text,
      note,
      el("div", { class: "ask-buttons" }, close, send),
    ),
  );
  address();
  document.body.append(dialog);
  dialog.showModal();
  text.focus();
}
