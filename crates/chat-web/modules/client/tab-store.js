// Storage of this tab, kept over reloads and between pages until it is closed.

/** @param {string} key
 * @returns {any} `null` if there is no value */
export function kept(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

/** @param {string} key
 * @param {any} value `null` removes it */
export function keep(key, value) {
  try {
    if (value === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Full or blocked storage must not prevent writing; the page still has the value.
  }
}

/** The keys with a value that begin so.
 * @param {string} start
 * @returns {string[]} */
export function keptKeys(start) {
  try {
    return Object.keys(sessionStorage).filter((key) => key.startsWith(start));
  } catch {
    return [];
  }
}
