// The script of the page that takes invitation links: exchanges the secret of the link for a session, and shows the visit.
// The secret is in the URL's fragment, which browsers don't send, and is removed from the address bar immediately.

import { t } from "./web/shared/texts.js";
import { speak } from "./language.js";
import { beginSession, openSession } from "./session.js";

const secret = location.hash.slice(1);
if (secret) {
  history.replaceState(null, "", location.pathname + location.search);
  // Another link opened in this tab.
  addEventListener("hashchange", () => location.reload());
}
await speak();

const news = /** @type {HTMLElement} */ (document.querySelector("#news"));
const form = /** @type {HTMLFormElement} */ (document.querySelector("#ask"));
const date = /** @type {HTMLInputElement} */ (document.querySelector("#birth-date"));
const again = /** @type {HTMLButtonElement} */ (document.querySelector("#again"));

/** What a refusal means to a person, by its code.
 * @type {Record<string, () => string>} */
const SENTENCES = {
  birth_date_required: () => t("pages.birthDateAsked"),
  invitation_refused: () => t(date.value ? "pages.answerRefused" : "pages.linkRefused"),
};

/** The statuses of a service that has too much to do. */
const BUSY = [429, 503];

/** What an answer means to a person; `undefined` if none arrived.
 * @param {Response | undefined} response
 * @param {string} code */
function sentence(response, code) {
  if (!response) return t("pages.unreachable");
  return SENTENCES[code]?.() ?? t(BUSY.includes(response.status) ? "pages.busy" : "pages.notOpened");
}

async function exchange() {
  again.hidden = true;
  news.textContent = t("pages.joining");
  const body = { secret, ...(date.value && { birth_date: date.value }) };
  let response, answer;
  try {
    const headers = { "Content-Type": "application/json" };
    response = await fetch("/chat/v1/invitations/exchange", { method: "POST", headers, body: JSON.stringify(body) });
    answer = await response.json();
  } catch {
    answer = {};
  }
  if (response?.ok && answer.token) {
    beginSession(answer.token, answer.visit);
    location.replace(`/visit${location.search}`);
    return;
  }
  const code = answer.code ?? "";
  const asks = code === "birth_date_required" || (code === "invitation_refused" && Boolean(date.value));
  news.textContent = sentence(response, code);
  form.hidden = !asks;
  again.hidden = asks || code === "invitation_refused";
  if (asks) date.focus();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  exchange();
});
again.addEventListener("click", exchange);

if (secret) await exchange();
else if (openSession()) location.replace(`/visit${location.search}`);
else news.textContent = t("pages.noLink");
