// One message to chosen visits. The box names everyone who would read it, and shows what became of each message.

import { showDialog } from "../shared/dialog.js";
import { el, setText, sure } from "../shared/dom.js";
import { WAYS, addressed, readersOf, waitingChats } from "./many-recipients.js";
import { Sending } from "./many-sending.js";
import { ROLE, counted, nameOf, shortId } from "../shared/words.js";

/** @typedef {import("../client/visit-model.js").VisitModel} VisitModel */
/** @typedef {import("./many-sending.js").Addressed} Addressed */

const RESULT = { new: "", sent: "Sent", refused: "Not sent.", unknown: "May have been sent." };

/**
 * Opens the box for a new message.
 * @param {Element} near
 * @param {import("../client/api.js").Api} api @param {VisitModel[]} models
 * @param {(sending: Sending) => void} changed called after each attempt and when the box is closed
 */
export function messageVisits(near, api, models, changed) {
  const { me, limits } = models[0].view;
  new Box(near, new Sending(api, me), { models, most: limits.max_addressed }, changed);
}

/** Opens the box for a message that may have been sent.
 * @param {Element} near
 * @param {Sending} sending @param {(visit: string) => Promise<any>} viewOf the view of a visit, or `null`
 * @param {(sending: Sending) => void} changed */
export function resumeMessage(near, sending, viewOf, changed) {
  new Box(near, sending, null, changed).nameReaders(viewOf);
}

class Box {
  #text = el("textarea", { rows: 4, id: "many-text", required: true });
  #title = el("h2", { id: "many-title" });
  #list = el("ul", { class: "many-list", "aria-label": "Recipients", tabindex: "0" });
  #unreached = el("ul", { class: "many-unreached", "aria-label": "Not addressed" });
  #summary = el("p", { class: "many-summary", role: "status" });
  #note = el("p", { class: "note", role: "alert" });
  #send = el("button", { type: "submit", class: "button primary" }, "Send");
  #close = el("button", { type: "button", class: "button", onclick: () => this.#dialog.close() }, "Cancel");
  #giveUp = el("button", { type: "button", class: "button", hidden: true, onclick: () => this.#stop() }, "Don’t try again");
  #ways = el("fieldset", { class: "many-ways" }, el("legend", {}, "Send to"));
  /** The elements with the results. @type {Map<Addressed, Element>} */ #results = new Map();
  #dialog;
  #sending;
  #chosen;
  #changed;
  #tooMany = "";

  /** @param {Element} near @param {Sending} sending @param {{models: VisitModel[], most: number} | null} chosen */
  constructor(near, sending, chosen, changed) {
    this.#sending = sending;
    this.#chosen = chosen;
    this.#changed = changed;
    this.#dialog = el(
      "dialog",
      {
        "aria-labelledby": "many-title",
        class: "many",
        oncancel: (event) => sending.busy && event.preventDefault(),
        onclose: () => changed(sending),
      },
      el(
        "form",
        { class: "ask", onsubmit: (event) => this.#submit(event) },
        this.#title,
        this.#ways,
        this.#list,
        this.#unreached,
        el("label", { for: "many-text" }, "Message"),
        this.#text,
        this.#summary,
        this.#note,
        el("div", { class: "ask-buttons" }, this.#giveUp, this.#close, this.#send),
      ),
    );
    if (chosen) this.#offerWays(chosen.models);
    else this.#restore();
    showDialog(this.#dialog, near);
    (chosen ? this.#text : this.#send).focus();
  }

  /** By default each visit gets the message where it waits for an answer. @param {VisitModel[]} models */
  #offerWays(models) {
    const waits = models.some((model) => waitingChats(model).length > 0);
    const ways = Object.keys(WAYS).filter((way) => way !== "waiting" || waits);
    ways.forEach((way, at) => {
      const choice = el("input", { type: "radio", name: "many-to", value: way, checked: at === 0, onchange: () => this.#address(way) });
      this.#ways.append(el("label", {}, choice, ` ${WAYS[way]}`));
    });
    this.#address(ways[0]);
  }

  #restore() {
    this.#ways.hidden = true;
    this.#text.value = this.#sending.text;
    this.#entitle("everyone");
    this.#rows();
    this.#draw();
  }

  /** Adds who reads a message that was kept without them. @param {(visit: string) => Promise<any>} viewOf */
  async nameReaders(viewOf) {
    const unnamed = this.#sending.to.filter((one) => one.readers === null);
    const name = async (one) => {
      const view = await viewOf(one.visit);
      const chat = view?.chats.find(({ chat }) => chat === one.chat);
      if (chat) one.readers = readersOf(view, chat);
    };
    await Promise.all(unnamed.map(name));
    this.#rows();
    this.#draw();
  }

  /** @param {keyof WAYS} way */
  #address(way) {
    const { models, most } = this.#chosen;
    const { addresses, unreached } = addressed(models, way);
    this.#sending.address(addresses);
    this.#entitle(way);
    this.#rows();
    const missed = unreached.map(({ visit, reader, why }) =>
      el("li", {}, el("strong", {}, `Visit ${shortId(visit)}`), ...(reader ? [" ", person(reader)] : []), `: ${why}`),
    );
    this.#unreached.replaceChildren(...(missed.length > 0 ? [el("li", {}, "These get no message:")] : []), ...missed);
    this.#tooMany = "";
    if (addresses.length > most) this.#tooMany = `A message can go to at most ${most} chats. Select fewer visits.`;
    if (addresses.length === 0) this.#tooMany = "No one would get this message.";
    this.#draw();
  }

  /** @param {keyof WAYS} way */
  #entitle(way) {
    const { to } = this.#sending;
    const visits = counted(new Set(to.map(({ visit }) => visit)).size, "visit");
    if (way === "patients") return setText(this.#title, `To: ${counted(to.length, "patient")} in ${visits}`);
    const chats = counted(to.length, "chat");
    setText(this.#title, `To: ${chats.replace("chat", "visit") === visits ? visits : `${chats} in ${visits}`}`);
  }

  #rows() {
    this.#results.clear();
    const rows = this.#sending.to.map((one) => {
      const result = el("span", { class: "many-result" });
      this.#results.set(one, result);
      const chat = one.chat === "visit" ? "Visit chat" : "Direct Message";
      return el(
        "li",
        { "data-visit": one.visit },
        el("span", { class: "many-chat" }, el("strong", {}, `Visit ${shortId(one.visit)}`), ` · ${chat}`, one.waits && " · waits for an answer"),
        el("span", { class: "many-readers" }, ...readers(one)),
        result,
      );
    });
    this.#list.replaceChildren(...rows);
  }

  async #submit(event) {
    event.preventDefault();
    const sending = this.#sending;
    if (sending.busy) return;
    sending.text = this.#text.value;
    const sent = sending.send();
    this.#draw();
    await sent;
    this.#draw();
    this.#changed(sending);
    (this.#send.hidden ? this.#close : this.#send).focus();
  }

  async #stop() {
    const chats = counted(this.#sending.count("unknown"), "chat");
    if (!(await sure(this.#dialog, `This message may have been sent to ${chats}. Don’t try again?`, "Don’t try again"))) return;
    this.#sending.giveUp();
    this.#dialog.close();
  }

  #draw() {
    const sending = this.#sending;
    const { busy, isFixed, isUnknown, left } = sending;
    for (const control of [this.#text, this.#ways]) control.disabled = isFixed;
    for (const [one, element] of this.#results) {
      setText(element, busy && one.state !== "sent" ? "Sending…" : `${RESULT[one.state]} ${one.note}`.trim());
      element.classList.toggle("failed", !busy && ["refused", "unknown"].includes(one.state));
    }
    setText(this.#summary, busy ? `Sending to ${counted(left.length, "chat")}…` : summary(sending));
    setText(this.#note, this.#tooMany || (busy ? "" : sending.problem));
    const tried = left.length < sending.to.length || left.some(({ state }) => state !== "new");
    setText(this.#send, tried ? `Try again (${left.length})` : "Send");
    this.#send.hidden = left.length === 0 && tried;
    this.#send.disabled = busy || this.#tooMany !== "";
    setText(this.#close, tried ? "Close" : "Cancel");
    this.#close.disabled = busy;
    this.#dialog.setAttribute("closedby", busy ? "none" : "closerequest");
    this.#giveUp.hidden = busy || !isUnknown;
  }
}

/** What became of all messages, in one line. @param {Sending} sending */
function summary(sending) {
  const [sent, refused, unknown] = ["sent", "refused", "unknown"].map((state) => sending.count(/** @type {any} */ (state)));
  const parts = [
    sent > 0 && `${sent} of ${sending.to.length} sent.`,
    refused > 0 && `${refused} not sent.`,
    unknown > 0 && `${unknown} may have been sent. Try again: no one gets the message twice.`,
  ];
  return parts.filter(Boolean).join(" ");
}

/** All attendees who read a message in a chat. @param {Addressed} one */
function readers({ readers }) {
  if (readers === null) return ["The names are not known."];
  const [first, ...others] = readers;
  if (!first) return ["No attendee"];
  if (others.length === 0) return [person(first)];
  const rest = others.flatMap((other, at) => [at > 0 && ", ", person(other)]);
  return [person(first), ` and ${counted(others.length, "other")}: `, ...rest].filter(Boolean);
}

/** A person's name; their role unless they are a patient, and whether they have not been there yet. */
function person(reader) {
  const notes = [reader.role !== "patient" && ROLE[reader.role], reader.presence === "expected" && "not there yet"];
  const note = notes.filter(Boolean).join(", ");
  return el("span", { class: "many-person" }, nameOf(reader, { identifier: true }), note && ` (${note})`);
}
