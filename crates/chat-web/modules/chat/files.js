// Files in messages: pictures are displayed, documents are offered for download. Both are fetched
// with the token in a header; the address alone grants no access (F5).

import { el, overlay } from "../shared/dom.js";
import { icon } from "../shared/icons.js";
import { size } from "../shared/words.js";

/** Fetched thumbnails by attachment. @type {Map<string, Promise<string>>} */
const thumbnails = new Map();

/** @param {import("../client/visit-model.js").VisitModel} model @param {any} file */
function path(model, file) {
  return `${model.path}/files/${file.attachment}`;
}

/** @param {import("../client/visit-model.js").VisitModel} model @param {any} file */
function fetchFile(model, file) {
  return model.api.download(path(model, file));
}

/** The thumbnail; the full picture if there is none. */
function thumbnailUrl(model, file) {
  let url = thumbnails.get(file.attachment);
  if (!url) {
    const small = model.api.download(`${path(model, file)}/thumbnail`);
    const blob = small.catch((problem) => {
      if (problem.again) throw problem;
      return fetchFile(model, file);
    });
    url = blob.then((blob) => URL.createObjectURL(blob));
    url.catch(() => thumbnails.delete(file.attachment));
    thumbnails.set(file.attachment, url);
  }
  return url;
}

/** Releases a retracted message's picture. @param {string} attachment */
export function forget(attachment) {
  thumbnails.get(attachment)?.then((url) => URL.revokeObjectURL(url), () => {});
  thumbnails.delete(attachment);
}

/** @param {import("../client/visit-model.js").VisitModel} model @param {any} file */
export function fileElement(model, file) {
  return file.is_image ? picture(model, file) : documentLink(model, file);
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

function picture(model, file) {
  const image = el("img", { alt: file.name, class: "picture", "data-attachment": file.attachment });
  const note = el("span", { class: "picture-note" }, "Loading picture…");
  const button = el(
    "button",
    {
      type: "button",
      class: "picture-button",
      "aria-label": `Enlarge ${file.name}`,
      onclick: () => enlarge(button, model, file, image.src),
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

/** Shows the full picture, with its thumbnail until it is loaded, and a button to save it. */
function enlarge(near, model, file, thumbnail) {
  const image = el("img", { src: thumbnail, alt: file.name });
  const note = el("span", { role: "status" });
  let url = "";
  const save = el(
    "button",
    {
      type: "button",
      class: "button",
      disabled: true,
      onclick: () => el("a", { href: url, download: file.name }).click(),
    },
    "Save",
  );
  const gone = () => {
    dialog.remove();
    // Delayed, since a save may still be reading it.
    if (url) setTimeout(() => URL.revokeObjectURL(url), 60_000);
  };
  const dialog = el(
    "dialog",
    { class: "lightbox", "aria-label": file.name, onclose: gone },
    image,
    note,
    save,
    el("button", { type: "button", class: "button", onclick: () => dialog.close() }, "Close"),
  );
  image.onclick = () => dialog.close();
  overlay(dialog, near);
  dialog.showModal();
  fetchFile(model, file).then(
    (blob) => {
      url = URL.createObjectURL(blob);
      image.src = url;
      save.disabled = false;
    },
    (problem) => (note.textContent = problem.message),
  );
}

function documentLink(model, file) {
  const note = el("span", { class: "file-note" }, size(file.size));
  const open = async () => {
    note.textContent = "Downloading…";
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
