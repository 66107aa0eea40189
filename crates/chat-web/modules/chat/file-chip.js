// A file of a draft on the screen: its name, how far it is, and a button to take it out.

import { el, setText } from "../shared/dom.js";
import { icon } from "../shared/icons.js";
import { t } from "../shared/texts.js";

/** @typedef {import("../client/drafts.js").DraftFile} DraftFile */

/** What the state means for the person. @param {DraftFile} file */
function stateWords({ state, progress, removed }) {
  if (state === "uploading") return progress < 1 ? t("uploads.progress", { percent: Math.floor(progress * 100) }) : t("uploads.checked");
  if (state === "checking") return t("uploads.soon");
  if (state === "failed") return t("uploads.failed");
  return state === "cut" ? t("uploads.cut") : removed;
}

/** @param {DraftFile} file @param {{drop: (file: DraftFile) => void, repeat: (file: DraftFile) => void}} on */
export function chip(file, { drop, repeat }) {
  const again = () => repeat(file);
  const { name } = file;
  const label = t("uploads.drop", { name });
  return el(
    "li",
    {},
    el("span", { class: "chip-text" }, el("bdi", {}), el("span", { class: "chip-state" })),
    // The state is announced when it is another one, not with every percent.
    el("span", { class: "visually-hidden", role: "status" }),
    el("progress", { max: 1, "aria-label": t("uploads.label", { name }) }),
    el("button", { type: "button", class: "button small again", onclick: again }, t("uploads.again")),
    el("button", { type: "button", class: "tool", "aria-label": label, title: label, onclick: () => drop(file) }, icon("close")),
  );
}

/** @param {HTMLElement} item @param {DraftFile} file */
export function updateChip(item, file) {
  const [text, status, progress, again] = /** @type {any} */ (item.children);
  item.className = `chip ${file.state}`;
  const isOnTheWay = file.state === "uploading";
  const { name } = file;
  setText(text.firstElementChild, file.state === "checking" ? t("uploads.checking", { name }) : name);
  setText(text.lastElementChild, stateWords(file));
  setText(status, isOnTheWay ? t("uploads.uploading", { name }) : t("uploads.state", { name, state: stateWords(file) || t("uploads.ready") }));
  progress.hidden = !isOnTheWay;
  if (file.progress < 1) progress.value = file.progress;
  else progress.removeAttribute("value");
  again.hidden = file.state !== "failed";
}
