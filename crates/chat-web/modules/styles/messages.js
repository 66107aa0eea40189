// The messages of a chat, with their files.

import { sheet } from "./sheet.js";

export default sheet(`
.messages { display: flex; flex-direction: column; gap: 0.6rem; }

.message {
  align-self: flex-start;
  max-width: 86%;
  padding: 0.45rem 0.7rem;
  border-radius: 4px 12px 12px;
  background: #eef2f4;
}
.message.mine { align-self: flex-end; border-radius: 12px 4px 12px 12px; background: var(--accent-soft); }
.message.pending { opacity: 0.85; border: 1px dashed #8fb4c3; }
.message-head { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 0.5rem; font-size: 0.82rem; }
.message-head time, .mark { color: var(--quiet); }
.mark { font-style: italic; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; }
.retracted { color: var(--quiet); font-style: italic; overflow-wrap: anywhere; }
.message-tools { display: flex; justify-content: flex-end; height: 0; visibility: hidden; }
.message:hover .message-tools, .message:focus-within .message-tools { height: 1.7rem; visibility: visible; }
.message-tools .tool { width: 1.7rem; height: 1.7rem; color: var(--quiet); }
.message-tools .icon { width: 0.95rem; height: 0.95rem; }
.failed { display: flex; flex-wrap: wrap; gap: 0.4rem; align-items: center; color: var(--danger); font-size: 0.9rem; }

.picture-button { display: block; padding: 0; border: 0; background: none; margin-top: 0.3rem; }
.picture { display: block; max-width: 100%; max-height: 15rem; border-radius: 8px; }
.picture:not([src]) { display: none; }
.picture-note { color: var(--quiet); font-size: 0.87rem; }
.file-button {
  display: flex;
  align-items: center;
  gap: 0.45rem;
  max-width: 100%;
  margin-top: 0.3rem;
  padding: 0.4rem 0.6rem;
  border: 1px solid #b6c5cd;
  border-radius: 8px;
  background: var(--paper);
  text-align: left;
}
.file-button .icon { flex: none; }
.file-name { font-weight: 600; overflow-wrap: anywhere; }
.file-note { color: var(--quiet); font-size: 0.85rem; white-space: nowrap; }
`);
