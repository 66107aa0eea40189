// Files in messages: pictures are displayed, documents are offered for download.

import { el } from "../shared/dom.js";
import { icon } from "../shared/icons.js";
import { later } from "../shared/later.js";
import { fetchFile, thumbnailUrl } from "./file-bytes.js";
import { t } from "../shared/texts.js";
import { size } from "../shared/words.js";

/** @param {import("../client/visit-model.js").VisitModel} model @param {string} chat @param {any} file */
export function fileElement(model, chat, file) {
  return file.is_image ? picture(model, chat, file) : documentCard(model, file);
}

/** Callbacks for elements that are about to come into view. @type {WeakMap<Element, () => void>} */
const unseen = new WeakMap();
const sight = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      sight.unobserve(target);
      unseen.get(target)?.();
    }
  },
  { rootMargin: "300px" },
);

function picture(model, chat, file) {
  const image = el("img", { alt: file.name, class: "picture", "data-attachment": file.attachment });
  const note = el("span", { class: "picture-note" }, t("files.loading"));
  const button = el(
    "button",
    {
      type: "button",
      class: "picture-button",
      "aria-label": t("files.enlarge", { name: file.name }),
      onclick: () => later(button, () => import("./viewer.js"), ({ openViewer }) => openViewer(button, model, chat, file)),
    },
    image,
    note,
  );
  unseen.set(button, () =>
    thumbnailUrl(model, file).then(
      (url) => {
        image.src = url;
        note.remove();
      },
      (problem) => (note.textContent = problem.message),
    ),
  );
  sight.observe(button);
  return button;
}

/** The kinds of documents, by a part of their media type. */
const KINDS = [
  ["pdf", "pdf"],
  ["rtf", "rtf"],
  ["spreadsheet", "spreadsheet"],
  ["excel", "spreadsheet"],
  ["presentation", "presentation"],
  ["powerpoint", "presentation"],
  ["word", "word"],
  ["opendocument.text", "text"],
];

/** A document's kind in words. @param {{media_type?: string}} file */
function kindWords({ media_type = "" }) {
  const kind = KINDS.find(([part]) => media_type.includes(part))?.[1] ?? "other";
  return t(`documents.${kind}`);
}

function documentCard(model, file) {
  const about = `${kindWords(file)} · ${size(file.size)}`;
  const note = el("span", { class: "file-note" }, about);
  const status = el("span", { class: "visually-hidden", role: "status" });
  const tell = (words) => {
    note.textContent = words;
    status.textContent = words === about ? "" : words;
  };
  const open = async () => {
    tell(t("files.downloading"));
    try {
      const url = URL.createObjectURL(await fetchFile(model, file));
      el("a", { href: url, download: file.name }).click();
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
      tell(about);
    } catch (problem) {
      tell(problem.message);
    }
  };
  return el(
    "div",
    { class: "file-card" },
    el(
      "button",
      { type: "button", class: "file-button", title: t("files.download", { name: file.name }), onclick: open },
      icon("document"),
      el(
        "span",
        { class: "file-about" },
        el("span", { class: "visually-hidden" }, `${t("files.downloadWord")} `),
        el("bdi", { class: "file-name" }, file.name),
        note,
      ),
    ),
    status,
  );
}
