// Modal dialogs. When one closes, in whatever way, the focus goes back to where it was.

/** The modal dialogs that are open. What is behind one is not read. @type {Set<HTMLDialogElement>} */
const open = new Set();

/** Whether a modal dialog covers the page. One that left the document without being closed does not. */
export function isCovered() {
  for (const dialog of open) if (!dialog.isConnected) open.delete(dialog);
  return open.size > 0;
}

/** Closes the dialogs of an element that leaves the page, so that what they wait for ends. @param {ShadowRoot} root */
export function closeDialogs(root) {
  for (const dialog of root.querySelectorAll("dialog")) dialog.close();
}

/** Puts a dialog or menu where the styles of `near` apply, with its own styles.
 * @param {HTMLElement} element @param {Element} near @param {CSSStyleSheet} [sheet] */
export function overlay(element, near, sheet) {
  const root = near.getRootNode();
  const scope = root instanceof ShadowRoot ? root : document;
  if (sheet && !scope.adoptedStyleSheets.includes(sheet)) scope.adoptedStyleSheets.push(sheet);
  (scope === document ? document.body : scope).append(element);
}

/** Whether a key was pressed in a dialog or menu, which it closes. @param {Event} event */
export function inOverlay(event) {
  return event.composedPath().some((node) => node instanceof HTMLDialogElement || (node instanceof HTMLElement && node.popover));
}

/**
 * Shows a modal dialog, and removes it once it is closed.
 * @param {HTMLDialogElement} dialog @param {Element} near an element whose styles apply
 * @param {CSSStyleSheet} [sheet] the styles of the dialog
 */
export function showDialog(dialog, near, sheet) {
  const from = trail();
  overlay(dialog, near, sheet);
  open.add(dialog);
  dialog.addEventListener("close", () => {
    open.delete(dialog);
    dialog.remove();
    restore(from);
  });
  dialog.showModal();
}

/** The element that has the focus, and all around it. */
function trail() {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  const around = [];
  while (element && element !== document.body) {
    around.push(element);
    element = element.parentElement ?? /** @type {any} */ (element.getRootNode()).host ?? null;
  }
  return around;
}

/** Focuses the first of these that is still there: a button may have been drawn again, or be shown only while its
 * message has the focus. @param {Element[]} around */
function restore(around) {
  for (const element of around) {
    if (!element.isConnected) continue;
    /** @type {HTMLElement} */ (element).focus({ preventScroll: true });
    if (/** @type {any} */ (element.getRootNode()).activeElement === element) return;
  }
}
