// The texts shown to people, in one language for each page, and numbers, lists and times as that language writes them.

import en from "../texts/en.js";

/**
 * A text with named placeholders, such as `{name}`, or one for each plural category of the value `count`.
 * @typedef {string | Partial<Record<Intl.LDMLPluralRule, string>>} Text
 */
/**
 * Texts by area and name, as in `texts/en.js`.
 * @typedef {Record<string, Record<string, Text>>} Catalogue
 */
/** @typedef {string | number | Node} Value */

/** The catalogues that come with the elements. @type {Record<string, () => Catalogue | Promise<Catalogue>>} */
const CATALOGUES = {
  en: () => en,
  es: async () => (await import("../texts/es.js")).default,
};

/** The languages that are written from right to left. */
const RIGHT_TO_LEFT = new Set(["ar", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"]);

/** What the host has set. @type {{language?: string, texts?: Catalogue}} */
let given = {};
let language = "en";
/** @type {Catalogue} */ let catalogue = en;
/** @type {Promise<void> | null} */ let loading = null;
/** Formats of the language, by their options. @type {Map<string, any>} */ const formats = new Map();

/**
 * Sets the language of the page's elements before they start, and texts that replace those of its catalogue: single ones,
 * or all of a language that has none here. A text that is missing is shown in English.
 * @param {{language?: string, texts?: Catalogue}} choice
 *
 * @example
 * useTexts({ texts: { actions: { join_call: "Start video" } } });
 */
export function useTexts({ language, texts }) {
  given = { language, texts };
  loading = null;
}

/** Resolves once the texts are there. The first element that asks decides on the language of the page: what `useTexts`
 * has set; otherwise the nearest `lang` around the element. @param {Element} near */
export function textsReady(near) {
  loading ??= load(given.language ?? langOf(near));
  return loading;
}

/** Whether there are texts in a language, such as `es-MX`. @param {string} tag */
export function hasTexts(tag) {
  return base(tag) in CATALOGUES || (given.texts !== undefined && base(tag) === base(given.language ?? ""));
}

/** @param {string} wanted */
async function load(wanted) {
  formats.clear();
  language = hasTexts(wanted) ? wanted : "en";
  try {
    catalogue = await (CATALOGUES[base(language)] ?? CATALOGUES.en)();
  } catch {
    // Not reached. The next element asks again.
    language = "en";
    loading = null;
  }
}

/** Marks an element whose texts are in another language than what is around it, or are written from right to left.
 * @param {HTMLElement} element */
export function markLanguage(element) {
  if (base(langOf(element)) !== base(language)) element.lang = language;
  if (RIGHT_TO_LEFT.has(base(language))) element.dir = "rtl";
}

/** A text. @param {string} key such as `chat.close` @param {Record<string, Value>} [values] */
export function t(key, values = {}) {
  return filled(key, values).join("");
}

/** A text as nodes: values may be elements, such as a name. @param {string} key @param {Record<string, Value>} values
 * @returns {(string | Node)[]} */
export function nodes(key, values) {
  return filled(key, values).filter((part) => part !== "");
}

/** The translation of a refusal; the server's sentence if there is none. @param {{code?: string, sentence: string}} refusal */
export function refusalText({ code, sentence }) {
  const text = code && found(`refusals.${code}`);
  return typeof text === "string" ? text : sentence;
}

/** @param {string[]} items */
export function listed(items) {
  return format("list", {}, (locale) => new Intl.ListFormat(locale)).format(items);
}

/** @param {number | Date} at @param {Intl.DateTimeFormatOptions} options */
export function formatted(at, options) {
  return format("time", options, (locale) => new Intl.DateTimeFormat(locale, options)).format(at);
}

/** @param {number} number @param {Intl.NumberFormatOptions} [options] */
export function numeral(number, options = {}) {
  return format("number", options, (locale) => new Intl.NumberFormat(locale, options)).format(number);
}

function filled(key, values) {
  // With a group, `split` also returns the names.
  const parts = pattern(key, values).split(/\{(\w+)\}/u);
  return parts.map((part, at) => {
    if (at % 2 === 0) return part;
    const value = values[part] ?? "";
    return typeof value === "number" ? numeral(value) : value;
  });
}

/** @param {string} key @param {Record<string, Value>} values @returns {string} */
function pattern(key, values) {
  const text = found(key) ?? key;
  if (typeof text === "string") return text;
  const rules = format("plural", {}, (locale) => new Intl.PluralRules(locale));
  return text[rules.select(Number(values.count))] ?? text.other ?? key;
}

/** @param {string} key @returns {Text | undefined} */
function found(key) {
  const [area, name] = key.split(".");
  return given.texts?.[area]?.[name] ?? catalogue[area]?.[name] ?? /** @type {Catalogue} */ (en)[area]?.[name];
}

/** @template T @param {string} kind @param {object} options @param {(locale: string) => T} make @returns {T} */
function format(kind, options, make) {
  const key = kind + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, make(locale()));
  return formats.get(key);
}

/** The language with the region of this browser's person, which decides on the order of a date. */
function locale() {
  return navigator.languages.find((tag) => base(tag) === base(language)) ?? language;
}

/** @param {string} tag */
function base(tag) {
  return tag.toLowerCase().split("-", 1)[0];
}

/** The language of an element. @param {Element} element @returns {string} */
function langOf(element) {
  const marked = element.closest("[lang]");
  if (marked) return marked.getAttribute("lang") || "en";
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? langOf(root.host) : "en";
}
