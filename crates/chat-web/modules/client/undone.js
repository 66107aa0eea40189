// The page of a person without access, such as after their removal, asks now and then whether they have it again: the
// server sends nothing to someone who was removed (W9).

/** How long the page waits before it asks, at least and at most, in milliseconds. */
const MIN_DELAY = 15_000;
const MAX_DELAY = 30_000;

/** Follows the visit again once the server shows it to the person. Until then, nothing changes on the page.
 * @param {import("./visit-model.js").VisitModel} model
 * @param {() => void} follow
 * @param {AbortSignal} signal */
export function followOnceReadmitted(model, follow, signal) {
  let waits = false;
  const ask = async () => {
    waits = false;
    if (!model.ended || signal.aborted) return;
    if (document.hidden) return wait();
    const problem = await model.api.get(model.path).then(() => null, (refused) => refused);
    if (!problem) return follow();
    // The link has expired.
    if (!problem.isSignedOut) wait();
  };
  const wait = () => {
    if (!model.ended || waits) return;
    waits = true;
    setTimeout(ask, MIN_DELAY + Math.random() * (MAX_DELAY - MIN_DELAY));
  };
  model.addEventListener("change", wait, { signal });
}
