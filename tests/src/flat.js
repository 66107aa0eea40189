// Finds elements across shadow roots. XPath knows no shadow roots, so the page is copied into a document in which each
// shadow root's content takes the place of its host's children, and what is found there is mapped back.

function flatten() {
  const flat = document.implementation.createHTMLDocument("");
  const originals = new Map();
  const copy = (node, into) => {
    if (node.nodeType === Node.TEXT_NODE) return into.append(node.data);
    if (node.nodeType !== Node.ELEMENT_NODE || node.localName === "script") return;
    const element = flat.createElement(node.localName);
    for (const { name, value } of node.attributes) if (name !== "style") element.setAttribute(name, value);
    originals.set(element, node);
    into.append(element);
    const assigned = node instanceof HTMLSlotElement ? node.assignedNodes() : [];
    const children = node.shadowRoot?.childNodes ?? (assigned.length > 0 ? assigned : node.childNodes);
    for (const child of children) copy(child, element);
  };
  flat.replaceChildren();
  copy(document.documentElement, flat);
  return { flat, originals };
}

/** The elements of an XPath, in document order. */
function byXPath(xpath) {
  const { flat, originals } = flatten();
  const found = flat.evaluate(xpath, flat, null, XPathResult.ORDERED_NODE_SNAPSHOT_TYPE, null);
  return Array.from({ length: found.snapshotLength }, (_, at) => originals.get(found.snapshotItem(at)));
}

/** The elements of a CSS selector, in document order. */
function bySelector(selector) {
  const { flat, originals } = flatten();
  return [...flat.querySelectorAll(selector)].map((element) => originals.get(element));
}

/** The element that has the focus. */
function focused() {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active;
}

/** The element at a point of the window. */
function elementAt(x, y) {
  let found = document.elementFromPoint(x, y);
  while (found?.shadowRoot) {
    const inner = found.shadowRoot.elementFromPoint(x, y);
    if (!inner || inner === found) break;
    found = inner;
  }
  return found;
}

/** The nearest ancestor of an element that matches a selector, or the element itself. */
function closest(element, selector) {
  for (let at = element; at; at = at.getRootNode().host) {
    const found = at.closest(selector);
    if (found) return found;
  }
  return null;
}
