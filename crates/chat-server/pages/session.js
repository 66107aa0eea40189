// The session of this tab. The link's token is in the URL's fragment, which browsers don't send.

const KEY = "visit-chat.session";

/** @typedef {{token: string, visit: string | null, from: string | null}} Session
 * `from`: the page from which the person went to the call */

/**
 * The session of this tab: from the link if it has a token, otherwise the one the tab was opened with.
 * The token is removed from the address bar immediately and kept only for this tab, until it is closed.
 * @returns {Session | null}
 */
export function openSession() {
  const given = new URLSearchParams(location.hash.slice(1));
  const token = given.get("token");
  const stored = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  const isNew = token !== null && token !== stored?.token;
  /** @type {Session | null} */
  const session = isNew ? { token, visit: null, from: null } : stored;
  if (!session) return null;
  session.visit = given.get("visit") ?? session.visit;
  sessionStorage.setItem(KEY, JSON.stringify(session));
  history.replaceState(null, "", location.pathname + location.search);
  // Another link opened in this tab may be for another person.
  addEventListener("hashchange", () => location.reload());
  return session;
}

/**
 * Begins a session of this tab, in place of any other.
 * @param {string} token @param {string} visit
 */
export function beginSession(token, visit) {
  sessionStorage.setItem(KEY, JSON.stringify({ token, visit, from: null }));
}

/**
 * Goes to another page, with the session.
 * @param {string} page @param {string} visit @param {string} [from] where the person goes back to after the call
 */
export function go(page, visit, from) {
  const session = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  if (from) sessionStorage.setItem(KEY, JSON.stringify({ ...session, from }));
  location.assign(`${page}${location.search}#visit=${visit}`);
}
