// The server's time. The clock of a clinic's device may be minutes off.

/** How far the server's clock is ahead of this device's, in milliseconds. */
let ahead = 0;

/** Learns the time from an answer of the server, which a page of another origin may read, too.
 * @param {Headers} headers */
export function learnTime(headers) {
  const at = Date.parse(headers.get("date") ?? "");
  if (!Number.isNaN(at)) ahead = at - Date.now();
}

/** The time on the server, in milliseconds. */
export function serverTime() {
  return Date.now() + ahead;
}
