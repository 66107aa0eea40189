// The days of this device's clock and time zone.

/** How often the page checks whether a day has begun, in milliseconds. Computers sleep, and their clocks are set: a
 * timer until midnight would miss both. */
const CHECK = 20_000;

/** Fires `change` when another day begins: what is on the screen then has another name for its day. */
export const days = new EventTarget();

let today = dayOf(Date.now());

function check() {
  const now = dayOf(Date.now());
  if (now === today) return;
  today = now;
  days.dispatchEvent(new Event("change"));
}

setInterval(check, CHECK);
document.addEventListener("visibilitychange", check);
addEventListener("focus", check);

/** A key for a moment's day.
 * @param {string | number} at */
export function dayOf(at) {
  return new Date(at).toDateString();
}
