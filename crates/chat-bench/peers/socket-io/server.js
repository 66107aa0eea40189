// A plain chat for comparison: each message is stored, synced, acknowledged and broadcast to the
// other members of its room. It has no people, no rules and no files.
//
// node server.js FOLDER

"use strict";

const { createServer } = require("node:http");
const path = require("node:path");
const Database = require("better-sqlite3");
const { Server } = require("socket.io");

const database = new Database(path.join(process.argv[2], "chat.sqlite3"));
database.pragma("journal_mode = WAL");
database.pragma("synchronous = FULL");
database.exec(`CREATE TABLE message (
  number INTEGER PRIMARY KEY,
  chat TEXT NOT NULL,
  client_id TEXT NOT NULL UNIQUE,
  sent_at INTEGER NOT NULL,
  text TEXT NOT NULL
)`);
const insert = database.prepare(
  "INSERT INTO message (chat, client_id, sent_at, text) VALUES (?, ?, ?, ?)",
);

const http = createServer();
const io = new Server(http, { transports: ["websocket"], serveClient: false });
io.on("connection", (socket) => {
  socket.on("follow", (chat, done) => {
    socket.join(chat);
    done(0);
  });
  socket.on("send", ({ chat, client_id, text }, done) => {
    const sentAt = Date.now();
    const number = insert.run(chat, client_id, sentAt, text).lastInsertRowid;
    done(number);
    socket.to(chat).emit("message", { number, chat, client_id, sent_at: sentAt, text });
  });
});
http.listen(0, "127.0.0.1", () => {
  process.stdout.write(`Listening on http://127.0.0.1:${http.address().port}\n`);
});
