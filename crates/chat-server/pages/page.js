// The pages' script: gives each element of the page the client of this tab's person, and goes where they send it.

import { ChatClient } from "./web/client/chat-client.js";
import { t } from "./web/shared/texts.js";
import { speak } from "./language.js";
import { go, openSession } from "./session.js";

const ELEMENTS = "waiting-room, visit-chat-dock, my-visit, call-chat, visit-oversight";

const session = openSession();

await speak();

if (session) {
  const client = new ChatClient({ token: session.token });
  for (const element of document.querySelectorAll(ELEMENTS)) {
    if (session.visit) element.setAttribute("visit", session.visit);
    element.client = client;
  }
} else {
  const sentence = document.createElement("p");
  sentence.textContent = t("pages.noLink");
  const main = document.querySelector("main");
  // The page keeps its heading.
  const heading = main.querySelector("h1") ?? Object.assign(document.createElement("h1"), { textContent: document.title });
  main.replaceChildren(heading, sentence);
}

addEventListener("join-call", ({ detail: { visit } }) => go("/call", visit, location.pathname));
addEventListener("leave-call", ({ detail: { visit } }) => go(session.from ?? "/visit", visit));
addEventListener("show-visits", () => location.assign(`/dashboard${location.search}`));
addEventListener("choose-visit", ({ detail: { visit } }) => go("/visit", visit));
// A file dropped beside a chat must not replace the page.
for (const type of ["dragover", "drop"]) {
  addEventListener(type, (event) => {
    if (event.defaultPrevented || !event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    if (type === "drop") document.querySelector(ELEMENTS)?.say(t("pages.dropped"));
  });
}
