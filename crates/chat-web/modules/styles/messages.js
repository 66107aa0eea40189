// The messages of a chat, with their files.

import { sheet } from "./sheet.js";

export default sheet(`
.messages { display: flex; flex-direction: column; gap: var(--s3); }
.day-line, .new-line { display: flex; align-items: center; gap: var(--s2); color: var(--quiet); font-size: var(--text-xs); font-weight: 600; }
.day-line::before, .day-line::after, .new-line::before, .new-line::after { content: ""; flex: 1; border-block-start: var(--border); }
.new-line { color: var(--danger-ink); }
.new-line::before, .new-line::after { border-color: currentcolor; }

.message {
  position: relative;
  align-self: flex-start;
  max-width: min(86%, 38rem);
  padding: var(--s2) var(--s3);
  border: 1px solid transparent;
  border-radius: var(--radius-l);
  border-start-start-radius: var(--s1);
  background: light-dark(#eef1f4, #232c35);
}
.message.mine { align-self: flex-end; border-radius: var(--radius-l); border-end-end-radius: var(--s1); background: var(--chat-soft, var(--accent-soft)); }
.message.pending { border: 1px dashed var(--chat-ink, var(--accent-ink)); }
/* A message of the same author as the one above it. */
.message.follows { margin-block-start: calc(-1 * var(--s2)); border-start-start-radius: var(--radius-l); }
.message.follows .message-head { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.message-head, .message-foot { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 var(--s2); font-size: var(--text-s); overflow-wrap: anywhere; }
.message-head { align-items: center; }
.message-head .role-mark { color: var(--quiet); font-size: var(--text-xs); }
.message-foot { justify-content: flex-end; min-height: 1.2em; font-size: var(--text-xs); }
.message-body > .mark { font-size: var(--text-s); }
.message-foot, .mark { color: light-dark(#4f5c68, #a7b4bf); }
/* Beside everyone's messages stands who wrote them. */
:host([data-privacy="everyone"]) .message:not(.mine) { margin-inline-start: 2.5rem; max-width: min(86% - 2.5rem, 38rem); }
.message-head :is(.avatar, .role-mark) { display: none; }
:host([data-privacy="everyone"]) .message-head .role-mark { display: inline-flex; }
:host([data-privacy="everyone"]) .message-head .avatar { display: inline-grid; position: absolute; inset-block-start: 0; inset-inline-start: -2.5rem; }
.link { color: var(--accent-ink); text-decoration: underline; text-underline-offset: 2px; unicode-bidi: isolate; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; }
.retracted { color: var(--quiet); font-style: italic; overflow-wrap: anywhere; }
.message-tools:empty { display: none; }
.message-tools:not(:empty) { display: flex; justify-content: flex-end; height: 0; visibility: hidden; }
.message:hover .message-tools, .message:focus-within .message-tools { height: var(--small); visibility: visible; }
.message-tools .tool { width: var(--small); height: var(--small); color: var(--quiet); }
.message-tools .icon { width: 1rem; height: 1rem; }
.failed { display: flex; flex-wrap: wrap; gap: var(--s1) var(--s3); align-items: center; justify-content: space-between; overflow-wrap: anywhere; color: var(--danger-ink); font-size: var(--text-s); }
.failed-buttons { display: flex; gap: var(--s1); }

/* As high before the picture is loaded as afterward, so that nothing moves. */
.picture-button { display: flex; align-items: center; justify-content: center; height: 11rem; min-width: 8rem; max-width: 100%; margin-block-start: var(--s1); padding: 0; border: var(--border); border-radius: var(--radius-s); background: var(--paper); overflow: hidden; }
.picture { max-width: 100%; max-height: 100%; object-fit: contain; }
.picture:not([src]) { display: none; }
.picture-note { padding: var(--s2); color: var(--quiet); font-size: var(--text-s); }
.file-button {
  display: flex;
  align-items: center;
  gap: var(--s3);
  width: 100%;
  min-width: min(13rem, 100%);
  margin-block-start: var(--s1);
  padding: var(--s2) var(--s3);
  border: var(--border);
  border-radius: var(--radius-s);
  background: var(--paper);
  text-align: start;
}
.file-button:hover { background: var(--hover); }
.file-button .icon { width: 1.5rem; height: 1.5rem; color: var(--accent-ink); }
.file-about { display: grid; min-width: 0; }
.file-name { font-weight: 600; overflow-wrap: anywhere; }
.file-note { color: var(--quiet); font-size: var(--text-s); }

.viewer { width: 100%; max-width: none; height: 100%; max-height: none; padding: 0; border: 0; border-radius: 0; color-scheme: dark; background: #0d1217; color: var(--ink); }
.viewer[open] { display: flex; flex-direction: column; }
.viewer-head { display: flex; flex-wrap: wrap; align-items: center; gap: var(--s2); padding: var(--s2) var(--s4); }
.viewer-title { flex: 1; min-width: 0; overflow-wrap: anywhere; }
.viewer-place { color: var(--quiet); }
.viewer-stage { flex: 1; display: grid; grid-template-columns: 3rem minmax(0, 1fr) 3rem; align-items: center; min-height: 0; }
.viewer-picture { grid-area: 1 / 2; justify-self: center; max-width: 100%; max-height: 100%; min-height: 0; object-fit: contain; }
.viewer-step { width: 2.75rem; height: 2.75rem; }
.viewer-step[title^="Previous"] { grid-area: 1 / 1; }
.viewer-step[title^="Next"] { grid-area: 1 / 3; }
.viewer-note { min-height: 2rem; padding: var(--s1) var(--s4); text-align: center; }
`);
