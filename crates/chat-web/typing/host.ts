// A host that uses the package with its types, as the tests compile it: each `@ts-expect-error` must be one.

import { useTexts, WaitingRoom } from "visit-chat";
import { ChatClient } from "visit-chat/client";
import type { Message, VisitView } from "visit-chat/wire";

const client = new ChatClient({ baseUrl: "https://chat.clinic.example/chat/v1", token: async () => "token" });
const visit = client.visit("01a229c2-d8a1-75fc-9f1d-a45cea2a3f9a");

function show(view: VisitView, messages: Message[]): string {
  const names = view.participants.map((person) => person.name);
  return [view.phase, ...names, ...messages.map((message) => message.text ?? "")].join();
}

client.addEventListener("state", () => client.state === "online" && client.follow(visit, "host"));
visit.addEventListener("chat", ({ detail }) => visit.view && show(visit.view, visit.messages(detail)));
client.start().then((me) => me?.person?.toUpperCase());
useTexts({ language: "es" });
document.querySelector<WaitingRoom>("waiting-room")?.restart();

// @ts-expect-error A token is a text.
new ChatClient({ token: 5 });
// @ts-expect-error There is no view before the server has sent one.
show(visit.view, []);
// @ts-expect-error There is no such event.
visit.addEventListener("messages", () => {});
// @ts-expect-error The detail is the chat.
visit.addEventListener("chat", ({ detail }) => visit.messages(detail.chat));
// @ts-expect-error There is no such phase.
const isOver = visit.view?.phase === "over";
// @ts-expect-error The server sends no such member.
const age = visit.view?.participants[0].age;

export { age, isOver };
