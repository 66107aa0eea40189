// Days and times in words, as this device's clock and time zone show them.

const TIME = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const DATE = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const OLD = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long", year: "numeric" });

/** A key for a moment's day. @param {string | number} at */
export function dayOf(at) {
  return new Date(at).toDateString();
}

/** A moment's day in words. @param {string} at */
export function dayWords(at) {
  const date = new Date(at);
  const now = new Date();
  if (dayOf(at) === now.toDateString()) return "Today";
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  if (dayOf(at) === yesterday.toDateString()) return "Yesterday";
  return (date.getFullYear() === now.getFullYear() ? DATE : OLD).format(date);
}

/** A moment's time. @param {string} at */
export function timeOf(at) {
  return TIME.format(new Date(at));
}

/** A moment after a verb: "at 9:30", or "on Monday, November 23, at 9:30". @param {string} at */
export function whenWords(at) {
  const day = dayWords(at);
  if (day === "Today") return `at ${timeOf(at)}`;
  return day === "Yesterday" ? `yesterday at ${timeOf(at)}` : `on ${day}, at ${timeOf(at)}`;
}
