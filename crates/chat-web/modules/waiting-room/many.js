// One message to chosen visits. The box names everyone who would read it, and shows what became of each message.

import styles from "../styles/many.js";
import { showDialog } from "../shared/dialog.js";
import { el, setText, sure } from "../shared/dom.js";
import { WAYS, addressed, readersOf, waitingChats } from "./many-recipients.js";
import { Sending } from "./many-sending.js";
import { nodes, t } from "../shared/texts.js";
import { nameOf, shortId } from "../shared/words.js";

export { chatsByDefault } from "./many-recipients.js";

/** @typedef {import("../client/visit-model.js").VisitModel} VisitModel */
/** @typedef {import("./many-sending.js").Addressed} Addressed */

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
 * @param {import("../client/api.js").Api} api @param {string} me
 * @param {Sending | import("./many-kept.js").KeptMessage} left @param {(visit: string) => Promise<any>} viewOf the view of a visit, or `null`
 * @param {(sending: Sending) => void} changed */
export function resumeMessage(near, api, me, left, viewOf, changed) {
  const sending = left instanceof Sending ? left : Sending.of(api, me, left);
  new Box(near, sending, null, changed).nameReaders(viewOf);
}

class Box {
  #text = el("textarea", { rows: 4, id: "many-text", required: true });
  #title = el("h2", { id: "many-title" });
  #list = el("ul", { class: "many-list", "aria-label": t("many.recipients"), tabindex: "0" });
  #unreached = el("ul", { class: "many-unreached", "aria-label": t("many.unreached") });
  #summary = el("p", { class: "many-summary", role: "status" });
  #note = el("p", { class: "note", role: "alert" });
  #send = el("button", { type: "submit", class: "button primary" }, t("many.send"));
  #close = el("button", { type: "button", class: "button", onclick: () => this.#dialog.close() }, t("dialogs.cancel"));
  #giveUp = el("button", { type: "button", class: "button", hidden: true, onclick: () => this.#stop() }, t("many.giveUp"));
  #ways = el("fieldset", { class: "many-ways" }, el("legend", {}, t("many.ways")));
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
        el("label", { for: "many-text" }, t("many.message")),
        this.#text,
        this.#summary,
        this.#note,
        el("div", { class: "ask-buttons" }, this.#giveUp, this.#close, this.#send),
      ),
    );
    if (chosen) this.#offerWays(chosen.models);
    else this.#restore();
    showDialog(this.#dialog, near, styles);
    (chosen ? this.#text : this.#send).focus();
  }

  /** By default each visit gets the message where it waits for an answer. @param {VisitModel[]} models */
  #offerWays(models) {
    const waits = models.some((model) => waitingChats(model).length > 0);
    const ways = WAYS.filter((way) => way !== "waiting" || waits);
    ways.forEach((way, at) => {
      const choice = el("input", { type: "radio", name: "many-to", value: way, checked: at === 0, onchange: () => this.#address(way) });
      this.#ways.append(el("label", {}, choice, ` ${t(`manyWays.${way}`)}`));
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

  /** @param {import("./many-recipients.js").Way} way */
  #address(way) {
    const { models, most } = this.#chosen;
    const { addresses, unreached } = addressed(models, way);
    this.#sending.address(addresses);
    this.#entitle(way);
    this.#rows();
    const missed = unreached.map(({ visit, reader, why }) =>
      el("li", {}, el("strong", {}, t("visits.named", { id: shortId(visit) })), ...(reader ? [" ", person(reader)] : []), `: ${why}`),
    );
    this.#unreached.replaceChildren(...(missed.length > 0 ? [el("li", {}, t("many.missed"))] : []), ...missed);
    this.#tooMany = "";
    if (addresses.length > most) this.#tooMany = t("many.tooMany", { count: most });
    if (addresses.length === 0) this.#tooMany = t("many.noReaders");
    this.#draw();
  }

  /** @param {import("./many-recipients.js").Way} way */
  #entitle(way) {
    const { to } = this.#sending;
    const { length: count } = to;
    const inVisits = new Set(to.map(({ visit }) => visit)).size;
    const visits = t("counts.visits", { count: inVisits });
    if (way !== "patients" && inVisits === count) return setText(this.#title, t("many.to", { recipients: visits }));
    const recipients = way === "patients" ? t("counts.patients", { count }) : t("counts.chats", { count });
    setText(this.#title, t("many.toIn", { recipients, visits }));
  }

  #rows() {
    this.#results.clear();
    const rows = this.#sending.to.map((one) => {
      const result = el("span", { class: "many-result" });
      this.#results.set(one, result);
      const chat = one.chat === "visit" ? t("visits.chat") : t("visits.direct");
      return el(
        "li",
        { "data-visit": one.visit },
        el("span", { class: "many-chat" }, el("strong", {}, t("visits.named", { id: shortId(one.visit) })), ` · ${chat}`, one.waits && ` · ${t("many.waits")}`),
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
    const chats = t("counts.chats", { count: this.#sending.count("unknown") });
    if (!(await sure(this.#dialog, t("many.giveUpQuestion", { chats }), t("many.giveUp")))) return;
    this.#sending.giveUp();
    this.#dialog.close();
  }

  #draw() {
    const sending = this.#sending;
    const { busy, isFixed, isUnknown, left } = sending;
    for (const control of [this.#text, this.#ways]) control.disabled = isFixed;
    for (const [one, element] of this.#results) {
      setText(element, resultWords(one, busy));
      element.classList.toggle("failed", !busy && ["refused", "unknown"].includes(one.state));
    }
    setText(this.#summary, busy ? t("many.sendingTo", { chats: t("counts.chats", { count: left.length }) }) : summary(sending));
    setText(this.#note, this.#tooMany || (busy ? "" : sending.problem));
    const tried = left.length < sending.to.length || left.some(({ state }) => state !== "new");
    setText(this.#send, tried ? t("many.again", { count: left.length }) : t("many.send"));
    this.#send.hidden = left.length === 0 && tried;
    this.#send.disabled = busy || this.#tooMany !== "";
    setText(this.#close, tried ? t("dialogs.close") : t("dialogs.cancel"));
    this.#close.disabled = busy;
    this.#dialog.setAttribute("closedby", busy ? "none" : "closerequest");
    this.#giveUp.hidden = busy || !isUnknown;
  }
}

/** @param {Addressed} one @param {boolean} busy */
function resultWords({ state, note }, busy) {
  if (busy && state !== "sent") return t("manyResults.sending");
  return state === "new" ? note : `${t(`manyResults.${state}`)} ${note}`.trim();
}

/** What became of all messages, in one line. @param {Sending} sending */
function summary(sending) {
  const [sent, refused, unknown] = ["sent", "refused", "unknown"].map((state) => sending.count(/** @type {any} */ (state)));
  const parts = [
    sent > 0 && t("many.sent", { count: sent, all: sending.to.length }),
    refused > 0 && t("many.refused", { count: refused }),
    unknown > 0 && t("many.unknown", { count: unknown }),
  ];
  return parts.filter(Boolean).join(" ");
}

/** All attendees who read a message in a chat. @param {Addressed} one */
function readers({ readers }) {
  if (readers === null) return [t("many.unnamed")];
  const [first, ...others] = readers;
  if (!first) return [t("many.noAttendee")];
  if (others.length === 0) return [person(first)];
  const names = el("span", {});
  names.append(...others.flatMap((other, at) => [...(at > 0 ? [", "] : []), person(other)]));
  return nodes("many.readers", { name: person(first), others: t("counts.others", { count: others.length }), names });
}

/** A person's name; their role unless they are a patient, and whether they have not been there yet. */
function person(reader) {
  const notes = [reader.role !== "patient" && t(`roles.${reader.role}`), reader.presence === "expected" && t("many.absent")];
  const note = notes.filter(Boolean).join(", ");
  return el("span", { class: "many-person" }, nameOf(reader, { identifier: true }), note && ` (${note})`);
}
