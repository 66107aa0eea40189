// Files of messages: pictures are shown, documents are offered for download. Both are fetched with
// the token in a header; an address alone opens nothing (F5).

import { el } from "./dom.js";
import { icon } from "./icons.js";
import { size } from "./words.js";

/** Fetched pictures by attachment. @type {Map<string, Promise<string>>} */
const pictures = new Map();

/** @param {import("./visit-model.js").VisitModel} model @param {any} file */
function fetchFile(model, file) {
  return model.api.download(`${model.path}/files/${file.attachment}`);
}

function pictureUrl(model, file) {
  let url = pictures.get(file.attachment);
  if (!url) {
    url = fetchFile(model, file).then((blob) => URL.createObjectURL(blob));
    url.catch(() => pictures.delete(file.attachment));
    pictures.set(file.attachment, url);
  }
  return url;
}

/** Lets go of a withdrawn message's picture. @param {string} attachment */
export function forget(attachment) {
  pictures.get(attachment)?.then((url) => URL.revokeObjectURL(url), () => {});
  pictures.delete(attachment);
}

/** @param {import("./visit-model.js").VisitModel} model @param {any} file */
export function fileElement(model, file) {
  return file.is_image ? picture(model, file) : documentLink(model, file);
}

function picture(model, file) {
  const image = el("img", { alt: file.name, class: "picture", "data-attachment": file.attachment });
  const note = el("span", { class: "picture-note" }, "Loading the picture…");
  const button = el(
    "button",
    { type: "button", class: "picture-button", "aria-label": `Enlarge ${file.name}`, onclick: () => enlarge(image) },
    image,
    note,
  );
  pictureUrl(model, file).then(
    (url) => {
      image.src = url;
      note.remove();
    },
    (problem) => (note.textContent = problem.message),
  );
  return button;
}

function enlarge(image) {
  const dialog = el(
    "dialog",
    { class: "lightbox", "aria-label": image.alt, onclick: () => dialog.close(), onclose: () => dialog.remove() },
    el("img", { src: image.src, alt: image.alt }),
    el("button", { type: "button", class: "button" }, "Close"),
  );
  document.body.append(dialog);
  dialog.showModal();
}

function documentLink(model, file) {
  const note = el("span", { class: "file-note" }, size(file.size));
  const open = async () => {
    note.textContent = "Fetching…";
    try {
      const url = URL.createObjectURL(await fetchFile(model, file));
      el("a", { href: url, download: file.name }).click();
      setTimeout(() => URL.revokeObjectURL(url), 60_000);
      note.textContent = size(file.size);
    } catch (problem) {
      note.textContent = problem.message;
    }
  };
  return el(
    "button",
    { type: "button", class: "file-button", title: `Download ${file.name}`, onclick: open },
    icon("document"),
    el("span", { class: "visually-hidden" }, "Download "),
    el("bdi", { class: "file-name" }, file.name),
    note,
  );
}
