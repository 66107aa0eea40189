// A style sheet as a module: every browser that knows shadow roots loads it, and no policy needs an exception.

/** @param {string} text CSS */
export function sheet(text) {
  const made = new CSSStyleSheet();
  made.replaceSync(text);
  return made;
}
