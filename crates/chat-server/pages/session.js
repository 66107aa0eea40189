// The session of this tab. The link's token is in the URL's fragment, which browsers don't send.

const KEY = "visit-chat.session";
const FROM = "visit-chat.from";

/** @typedef {{token: string, visit: string | null}} Session */

/**
 * The session of this tab: from the link if it has a token, otherwise the one the tab was opened with.
 * The token is removed from the address bar immediately and kept only for this tab, until it is closed.
 * @returns {Session | null}
 */
export function openSession() {
  const given = new URLSearchParams(location.hash.slice(1));
  const token = given.get("token");
  const stored = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  let session = stored;
  if (token && token !== stored?.token) {
    session = { token, visit: null };
    sessionStorage.removeItem(FROM);
  }
  if (!session) return null;
  session.visit = given.get("visit") ?? session.visit;
  sessionStorage.setItem(KEY, JSON.stringify(session));
  history.replaceState(null, "", location.pathname);
  // Another link opened in this tab may be for another person.
  addEventListener("hashchange", () => location.reload());
  return session;
}

/**
 * Goes to another page, with the token.
 * @param {string} page
 * @param {string} [visit]
 */
export function go(page, visit) {
  location.assign(visit ? `${page}#visit=${visit}` : page);
}

/** Goes to the call. @param {string} visit */
export function goToCall(visit) {
  sessionStorage.setItem(FROM, location.pathname);
  go("/call", visit);
}

/** Goes back to the page from which the person went to the call. @param {string} visit */
export function goBack(visit) {
  go(sessionStorage.getItem(FROM) ?? "/visit", visit);
}
