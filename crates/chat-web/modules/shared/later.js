// What is needed only after a click is loaded then.

import { t } from "./texts.js";

/** The number of the last click. */
let last = 0;

/**
 * Loads a module and runs what was clicked on, unless something else was clicked on in between. If the module can't be loaded, the element
 * around `near` says so, and another click tries again.
 * @template T
 * @param {Element} near @param {() => Promise<T>} load such as `() => import("./viewer.js")` @param {(module: T) => void} run
 */
export async function later(near, load, run) {
  const click = ++last;
  const loaded = await load().catch(() => null);
  if (click !== last || !near.isConnected) return;
  if (loaded) run(loaded);
  else /** @type {any} */ (near.getRootNode()).host?.say?.(t("dialogs.notLoaded"));
}
