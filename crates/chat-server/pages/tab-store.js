// What this tab keeps until it is closed, over reloads and the way from page to page.

/** @param {string} key @returns {any} `null` if nothing is kept */
export function kept(key) {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

/** @param {string} key @param {any} value `null` forgets */
export function keep(key, value) {
  try {
    if (value === null) sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    // A full or forbidden store must not keep anybody from writing; the page still has it.
  }
}
