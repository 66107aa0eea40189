// The language of a page: that of its address, such as `?lang=es`; otherwise the first of the browser's that has texts.

import { hasTexts, t, textsReady } from "./web/shared/texts.js";

/** Loads the texts, and puts them into the elements that name one. */
export async function speak() {
  const asked = new URLSearchParams(location.search).get("lang");
  const languages = [asked, ...navigator.languages].filter((tag) => tag && hasTexts(tag));
  document.documentElement.lang = languages[0] ?? "en";
  await textsReady(document.documentElement);
  for (const element of document.querySelectorAll("[data-text]")) element.textContent = t(element.dataset.text);
}
