// A chat: its head, its messages and the composer.

import { sheet } from "./sheet.js";

export default sheet(`
:host {
  display: flex;
  flex-direction: column;
  min-height: 0;
  background: var(--paper);
  border: 1px solid var(--line);
  border-radius: var(--radius);
  overflow: hidden;
}

.chat { display: flex; flex-direction: column; flex: 1; min-height: 0; }

.chat-head {
  display: flex;
  flex-wrap: wrap;
  align-items: center;
  column-gap: 0.15rem;
  padding: 0.4rem 0.5rem 0.45rem 0.85rem;
  background: var(--chat-dark);
  color: #fff;
}
.chat-title { flex: 1; min-width: 0; min-height: 2rem; align-content: center; line-height: 1.25; }
.chat-title .name { display: flex; flex-wrap: wrap; align-items: baseline; column-gap: 0.4em; }
.chat-title .name > * { margin: 0; overflow-wrap: anywhere; }
.chat-title .identifier, .chat-sub { color: #cfe4ec; }
.chat-sub { flex-basis: 100%; display: flex; align-items: center; gap: 0.4rem; min-width: 0; font-size: 0.8rem; line-height: 1.3; }
.chat-sub-words { min-width: 0; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.privacy { display: inline-flex; flex: none; align-items: center; gap: 0.25rem; padding: 0 0.45rem 0 0.3rem; border-radius: 1rem; font-size: 0.78rem; font-weight: 700; line-height: 1.35rem; }
.privacy .icon { width: 0.95rem; height: 0.95rem; }
.chat-sub .privacy { background: #fff; color: var(--chat-dark); }
.chat-closed { flex: none; padding: 0 0.45rem; border: 1px solid currentcolor; border-radius: 1rem; color: #fff; font-weight: 700; }
/* Whom the next message reaches. */
.to { display: flex; flex-wrap: wrap; align-items: center; gap: 0.1rem 0.4rem; padding: 0.3rem 0.65rem; border-top: 1px solid var(--line); background: var(--chat-soft); color: var(--chat-dark); font-size: 0.9rem; overflow-wrap: anywhere; }
.to .privacy { background: var(--chat); color: #fff; }
.copy-draft { align-self: flex-start; margin: 0.4rem 0.55rem 0; }
.chat-head .tool { flex: none; }

.chat-title .apart { font-size: 0.87em; font-weight: 400; }
:host(.folded) .chat-sub { display: none; }

.chat-body { display: flex; flex-direction: column; flex: 1; min-height: 0; }
:host(.folded) .chat-body { display: none; }

/* The list itself keeps what is on the screen where it is. */
.chat-log { position: relative; flex: 1; min-height: 0; overflow-x: hidden; overflow-y: auto; overflow-anchor: none; padding: 0.75rem; overscroll-behavior: contain; }
.chat-log:focus-visible { outline-offset: -3px; }
.unread-bar { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 0.35rem 0.75rem; padding: 0.4rem 0.75rem; border-bottom: 1px solid var(--line); background: var(--accent-soft); font-size: 0.9rem; font-weight: 600; }
.unread-bar[hidden] { display: none; }
.unread-buttons { display: flex; flex-wrap: wrap; gap: 0.35rem; }
.earlier { display: block; margin: 0 auto 0.75rem; }
/* Overlays the end of the list without taking space. */
.newer { position: relative; z-index: 1; align-self: center; height: 1.9rem; margin: -2.4rem 0 0.5rem; box-shadow: var(--shadow); }
.composer { padding: 0.55rem; display: grid; grid-template-columns: minmax(0, 1fr); gap: 0.45rem; }
.composer-row { display: flex; align-items: center; gap: 0.35rem; }
.composer-text {
  flex: 1;
  min-width: 0;
  resize: none;
  padding: 0.45rem 0.6rem;
  border: 1px solid #9fb0ba;
  border-radius: 8px;
  background: var(--paper);
  field-sizing: content;
  min-height: 3.4rem;
  max-height: 9rem;
}
.composer .attach, .composer .send { flex: none; width: 2.4rem; height: 2.4rem; padding: 0; }
.composer .attach { color: var(--accent-dark); position: relative; }
.composer .attach .icon { width: 1.45rem; height: 1.45rem; }
.composer .send { background: var(--chat); border-color: var(--chat); display: inline-flex; align-items: center; justify-content: center; }
.composer .send:hover { background: var(--chat-dark); }
.composer .send:disabled { background: #e7ecef; border-color: #d5dee3; }
.composer.greyed { background: #e7ecef; }
.composer.greyed .composer-text { background: #dfe6ea; color: #5b6b75; cursor: not-allowed; }
.composer.greyed .attach { color: #7b8a93; cursor: not-allowed; }
.refusal { color: #33454f; font-size: 0.92rem; }
/* Not display: none: a live region must exist before it gets text. */
.refusal:empty, .note:empty, .left:empty { position: absolute; }
/* A long reason or many files leave the messages and the text in sight. */
.composer .note { max-height: 6.5rem; overflow-y: auto; }
.left { color: var(--quiet); font-size: 0.87rem; text-align: right; }
.left.over { color: var(--danger); font-weight: 600; }
.chat-body.dropping { outline: 3px dashed var(--accent); outline-offset: -6px; }
.chips { display: flex; flex-wrap: wrap; gap: 0.35rem; max-height: 6.5rem; overflow-y: auto; }
.chips:empty { display: none; }
.chip {
  display: flex;
  align-items: center;
  max-width: 100%;
  padding-left: 0.55rem;
  border: 1px solid #9cc3d2;
  border-radius: 8px;
  background: var(--accent-soft);
  font-size: 0.87rem;
}
.chip-text { display: grid; min-width: 0; }
.chip bdi { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.chip-state { color: #33454f; font-size: 0.92em; }
.chip-state:empty { display: none; }
.chip.failed, .chip.cut { border-color: var(--danger); background: var(--paper); }
.chip.failed .chip-state, .chip.cut .chip-state { color: var(--danger); }
.chip progress { width: 4rem; margin-left: 0.5rem; accent-color: var(--accent); }
.chip .tool { width: 1.6rem; height: 1.6rem; }
.chip .icon { width: 0.85rem; height: 0.85rem; }

.handovers { margin: 0; padding: 0.45rem 0.75rem; list-style: none; border-bottom: 1px solid var(--line); background: #fff6e3; font-size: 0.9rem; }
.handovers:empty { display: none; }
.composer .phrases { flex: none; width: 2.4rem; height: 2.4rem; padding: 0; color: var(--accent-dark); }

/* As high when it is empty. It takes the place of the list's padding. */
.typing { display: flex; flex: none; align-items: center; height: 1.4rem; padding: 0 0.75rem; color: var(--quiet); font-size: 0.85rem; font-style: italic; }
.typing[hidden] { display: none; }
.typing .name { display: flex; min-width: 0; }
.typing .name-text { min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.typing .qualifier, .typing .words { flex: none; white-space: pre; }
.chat-log:has(~ .typing:not([hidden])) { padding-bottom: 0.15rem; }

.waiting-bar { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 0.35rem 0.75rem; padding: 0.4rem 0.75rem; background: #fff0d4; color: #6e4300; font-size: 0.9rem; font-weight: 600; }
.waiting-bar[hidden] { display: none; }

.notice { display: flex; flex-wrap: wrap; align-items: center; gap: 0.35rem 0.75rem; align-self: stretch; padding: 0.4rem 0.7rem; border: 1px solid var(--line); border-radius: 8px; color: var(--quiet); font-size: 0.9rem; overflow-wrap: anywhere; }
.notice.waits { border-color: var(--danger); background: #fdecea; color: var(--danger); font-weight: 700; }
.notice-bar { display: grid; gap: 0.4rem; padding: 0 0.55rem 0.55rem; background: #e7ecef; font-size: 0.92rem; }
.notice-label { font-weight: 600; }
.notice-buttons { display: flex; flex-wrap: wrap; gap: 0.4rem; }
.notice-buttons:empty { display: none; }
.notice-button { min-height: 2.75rem; border-color: var(--danger); color: var(--danger); overflow-wrap: anywhere; }
.notice-lines { display: grid; gap: 0.25rem; }
.notice-lines .failed { color: var(--danger); font-weight: 600; }

/* A keyboard on the screen, or a phone on its side, leaves room for the messages and the box only. */
@media (max-width: 899.98px) and (max-height: 30rem) {
  .chat-sub { display: none; }
  .composer-text { min-height: 2.4rem; }
}
`);
