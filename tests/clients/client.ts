// Uses a client that was generated from the description of the API: sends, reads, uploads and is refused.
//
// Usage: client.js URL TOKEN, with the token of a provider of the demo.

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import createClient from "openapi-fetch";
import type { paths } from "./api.js";

const [baseUrl, token] = process.argv.slice(2);
const headers = { Authorization: `Bearer ${token}` };
const client = createClient<paths>({ baseUrl, headers });

/** A short letter as RTF. */
const letter = new TextEncoder().encode("{\\rtf1\\ansi One tablet a day.}");

const { data: me } = await client.GET("/v1/me");
const { data: page } = await client.GET("/v1/visits");
const visit = page?.visits.find((visit) => visit.kind === "one_to_one");
const chat = visit?.chats.find((chat) => chat.peer !== null);
assert(me && visit && chat?.peer);
const path = { visit: visit.visit, chat: chat.chat };

const { data: upload } = await client.POST("/v1/visits/{visit}/chats/{chat}/files", {
  params: { path, header: { "Content-Disposition": "attachment; filename=letter.rtf" } },
  headers: { "Content-Type": "application/octet-stream" },
  body: "",
  bodySerializer: () => letter,
});
assert(upload);
const body = {
  client_id: randomUUID(),
  recipient: { person: chat.peer },
  text: "Please read this.",
  files: [upload.attachment],
};
const place = "/v1/visits/{visit}/chats/{chat}/messages";
const { data: receipt } = await client.POST(place, { params: { path }, body });
const { data: repeated } = await client.POST(place, { params: { path }, body });
assert.deepEqual(receipt, repeated, "a repeated send gets the receipt of the first");

const { data: messages } = await client.GET(place, { params: { path } });
const message = messages?.messages.at(-1);
assert.equal(message?.text, body.text);
assert.equal(message?.author, me.person);
const { data: file } = await client.GET("/v1/visits/{visit}/files/{attachment}", {
  params: { path: { visit: visit.visit, attachment: upload.attachment } },
  parseAs: "arrayBuffer",
});
assert.deepEqual(new Uint8Array(file as unknown as ArrayBuffer), letter);

const empty = { client_id: randomUUID(), recipient: body.recipient };
const { error } = await client.POST(place, { params: { path }, body: empty });
assert.equal(error?.rule, "F6");
const stranger = createClient<paths>({ baseUrl, headers: { Authorization: "Bearer garbage" } });
assert.equal((await stranger.GET("/v1/me")).error?.status, 401);
console.log("the generated TypeScript client sent, read, uploaded and was refused");
