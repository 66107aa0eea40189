// A file of a draft on the screen: its name, how far it is, and a button to take it out.

import { el, setText } from "../shared/dom.js";
import { icon } from "../shared/icons.js";

/** @typedef {import("../client/drafts.js").DraftFile} DraftFile */

/** What the state means for the person. @param {DraftFile} file */
function stateWords({ state, progress, removed }) {
  if (state === "uploading") return progress < 1 ? `${Math.floor(progress * 100)} % uploaded` : "Being checked…";
  if (state === "checking") return "It can be sent in a moment.";
  if (state === "failed") return "Not uploaded.";
  return state === "cut" ? "Not uploaded. Choose it again." : removed;
}

/** @param {DraftFile} file @param {{drop: (file: DraftFile) => void, repeat: (file: DraftFile) => void}} on */
export function chip(file, { drop, repeat }) {
  const again = () => repeat(file);
  const label = `Don't send ${file.name}`;
  return el(
    "li",
    {},
    el("span", { class: "chip-text" }, el("bdi", {}), el("span", { class: "chip-state" })),
    // The state is announced when it is another one, not with every percent.
    el("span", { class: "visually-hidden", role: "status" }),
    el("progress", { max: 1, "aria-label": `Upload of ${file.name}` }),
    el("button", { type: "button", class: "button small again", onclick: again }, "Try again"),
    el("button", { type: "button", class: "tool", "aria-label": label, title: label, onclick: () => drop(file) }, icon("close")),
  );
}

/** @param {HTMLElement} item @param {DraftFile} file */
export function updateChip(item, file) {
  const [text, status, progress, again] = /** @type {any} */ (item.children);
  item.className = `chip ${file.state}`;
  const isOnTheWay = file.state === "uploading";
  setText(text.firstElementChild, file.state === "checking" ? `${file.name} (being checked)` : file.name);
  setText(text.lastElementChild, stateWords(file));
  setText(status, isOnTheWay ? `Uploading ${file.name}` : `${file.name}: ${stateWords(file) || "ready to send."}`);
  progress.hidden = !isOnTheWay;
  if (file.progress < 1) progress.value = file.progress;
  else progress.removeAttribute("value");
  again.hidden = file.state !== "failed";
}
