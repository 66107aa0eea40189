// Gives the client the words of the page.

import { useWords } from "../client/words.js";
import { refusalText, t } from "./texts.js";
import { whenWords } from "./times.js";

useWords({
  own: (code, { at, ...values }) => t(`connection.${code}`, at ? { when: whenWords(at) } : values),
  server: (code, sentence) => refusalText({ code, sentence }),
});
