// The bytes of files and thumbnails, fetched with the token in a header; the address alone grants no access (F5).

/** Fetched thumbnails by attachment. @type {Map<string, Promise<string>>} */
const thumbnails = new Map();

/** @param {import("../client/visit-model.js").VisitModel} model @param {any} file */
function path(model, file) {
  return `${model.path}/files/${file.attachment}`;
}

/** @param {import("../client/visit-model.js").VisitModel} model @param {any} file */
export function fetchFile(model, file) {
  return model.api.download(path(model, file));
}

/** The thumbnail; the full picture if there is none. */
export function thumbnailUrl(model, file) {
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
