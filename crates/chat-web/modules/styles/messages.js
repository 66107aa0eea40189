// The messages of a chat, with their files.

import { sheet } from "./sheet.js";

export default sheet(`
.messages { display: flex; flex-direction: column; gap: 0.6rem; }
.day-line, .new-line { display: flex; align-items: center; gap: 0.6rem; color: var(--quiet); font-size: 0.82rem; font-weight: 600; }
.day-line::before, .day-line::after, .new-line::before, .new-line::after { content: ""; flex: 1; border-top: 1px solid var(--line); }
.new-line { color: var(--danger); }
.new-line::before, .new-line::after { border-color: currentcolor; }

.message {
  align-self: flex-start;
  max-width: 86%;
  padding: 0.45rem 0.7rem;
  border-radius: 4px 12px 12px;
  background: #eef2f4;
}
.message.mine { align-self: flex-end; border-radius: 12px 4px 12px 12px; background: var(--accent-soft); }
.message.pending { opacity: 0.85; border: 1px dashed #8fb4c3; }
/* A message of the same author as the one above it. */
.message.follows { margin-top: -0.4rem; border-radius: 12px; }
.message.follows .message-head { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.message-head, .message-foot { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 0.5rem; font-size: 0.82rem; overflow-wrap: anywhere; }
.message-foot { justify-content: flex-end; min-height: 1.2em; }
.message-foot, .mark { color: var(--quiet); }
.link { color: var(--accent-dark); text-decoration: underline; unicode-bidi: isolate; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; }
.retracted { color: var(--quiet); font-style: italic; overflow-wrap: anywhere; }
.message-tools { display: flex; justify-content: flex-end; height: 0; visibility: hidden; }
.message:hover .message-tools, .message:focus-within .message-tools { height: 1.7rem; visibility: visible; }
.message-tools .tool { width: 1.7rem; height: 1.7rem; color: var(--quiet); }
.message-tools .icon { width: 0.95rem; height: 0.95rem; }
.failed { display: flex; flex-wrap: wrap; gap: 0.4rem; align-items: center; color: var(--danger); font-size: 0.9rem; }

/* As high before the picture is loaded as afterward, so that nothing moves. */
.picture-button { display: flex; align-items: center; justify-content: center; height: 11rem; min-width: 8rem; max-width: 100%; margin-top: 0.3rem; padding: 0; border: 1px solid var(--line); border-radius: 8px; background: var(--paper); overflow: hidden; }
.picture { max-width: 100%; max-height: 100%; object-fit: contain; }
.picture:not([src]) { display: none; }
.picture-note { padding: 0.5rem; color: var(--quiet); font-size: 0.87rem; }
.file-button {
  display: flex;
  align-items: center;
  gap: 0.6rem;
  width: 100%;
  min-width: min(13rem, 100%);
  margin-top: 0.3rem;
  padding: 0.5rem 0.7rem;
  border: 1px solid #b6c5cd;
  border-radius: 8px;
  background: var(--paper);
  text-align: left;
}
.file-button:hover { background: #f4f9fb; }
.file-button .icon { flex: none; width: 1.6rem; height: 1.6rem; color: var(--accent-dark); }
.file-about { display: grid; min-width: 0; }
.file-name { font-weight: 600; overflow-wrap: anywhere; }
.file-note { color: var(--quiet); font-size: 0.85rem; }

.viewer { width: 100%; max-width: none; height: 100%; max-height: none; padding: 0; border-radius: 0; background: #0f1a20; color: #f2f7f9; }
.viewer[open] { display: flex; flex-direction: column; }
.viewer-head { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem; padding: 0.6rem 0.9rem; }
.viewer-title { flex: 1; min-width: 0; overflow-wrap: anywhere; }
.viewer-place { color: #b9cad2; }
.viewer-stage { flex: 1; display: grid; grid-template-columns: 3rem minmax(0, 1fr) 3rem; align-items: center; min-height: 0; }
.viewer-picture { grid-area: 1 / 2; justify-self: center; max-width: 100%; max-height: 100%; min-height: 0; object-fit: contain; }
.viewer-step { width: 2.75rem; height: 2.75rem; }
.viewer-step[title^="Previous"] { grid-area: 1 / 1; }
.viewer-step[title^="Next"] { grid-area: 1 / 3; }
.viewer-note { min-height: 2rem; padding: 0.3rem 0.9rem; text-align: center; }
`);
