// The start of every page: the session, the connection, and a line with the connection's state.

import { Api } from "./api.js";
import { el, setText, sure } from "./dom.js";
import { Live } from "./live.js";
import { openSession } from "./session.js";
import { EXPIRED } from "./words.js";

const NO_LINK = "This page needs a personal link. Open the link that you were given.";
const LOST = "Connection lost.";
const KEPT = "Reconnecting… What you write is kept.";

/**
 * @typedef {{api: Api, live: Live, me: any, session: import("./session.js").Session,
 *   notify: (sentence: string) => void}} App
 */

/** Starts a page. @returns {Promise<App | null>} `null` without a valid session */
export async function start() {
  const banner = el("p", { class: "banner", role: "status" });
  document.body.prepend(banner);
  const session = openSession();
  if (!session) return setText(banner, NO_LINK), null;
  const api = new Api(session.token);
  const me = await knock(api, banner);
  if (!me) return null;
  setText(banner, "");
  const live = new Live(api);
  // A temporary message gives way to the connection's state again.
  let connection = "";
  let said = "";
  const draw = () => setText(banner, said || connection);
  live.addEventListener("state", (event) => {
    const state = /** @type {CustomEvent} */ (event).detail;
    const offline = `${live.reason || LOST} ${KEPT}`;
    connection = state === "expired" ? EXPIRED : state === "offline" ? offline : "";
    document.body.dataset.connection = state;
    draw();
  });
  let timer = 0;
  const notify = (sentence) => {
    said = sentence;
    draw();
    clearTimeout(timer);
    timer = setTimeout(() => ((said = ""), draw()), 8_000);
  };
  // A file dropped beside a chat must not replace the page.
  for (const type of ["dragover", "drop"]) {
    addEventListener(type, (event) => {
      if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
    });
  }
  return { api, live, me, session, notify };
}

/** Identifies the link's person; retries while the server can't be reached. */
async function knock(api, banner) {
  for (;;) {
    try {
      return await api.get("/me");
    } catch (problem) {
      setText(banner, problem.again ? problem.message : EXPIRED);
      if (!problem.again) return null;
      await new Promise((resolve) => setTimeout(resolve, 2_000));
    }
  }
}

/**
 * A button for an action in the server's view; greyed out with the refusal's sentence.
 * @param {import("./visit-model.js").VisitModel} model @param {string} action @param {string} label
 * @param {{primary?: boolean, confirm?: () => string, notify: (sentence: string) => void, then?: () => void}} options
 */
export function actionButton(model, action, label, { primary, confirm, notify, then }) {
  const press = async () => {
    const offer = model.action(action);
    if (offer && !offer.permitted) return notify(offer.refusal.sentence);
    if (confirm && !(await sure(confirm(), label))) return;
    try {
      if (offer) await model.act(action);
      then?.();
    } catch (problem) {
      notify(problem.message);
    }
  };
  const attributes = { type: "button", class: primary ? "button primary" : "button", onclick: press };
  const button = el("button", { ...attributes, "data-action": action }, label);
  button.refresh = () => {
    const offer = model.action(action);
    button.hidden = !offer;
    // Not `disabled`: keyboards and screen readers must reach the reason.
    button.setAttribute("aria-disabled", String(Boolean(offer && !offer.permitted)));
    button.title = offer?.refusal?.sentence ?? "";
  };
  button.refresh();
  return button;
}
