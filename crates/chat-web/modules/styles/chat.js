// A chat: its head, its messages and the composer.

import { sheet } from "./sheet.js";

export default sheet(`
:host {
  display: flex;
  flex-direction: column;
  min-height: 0;
  background: var(--paper);
  border: var(--border);
  border-radius: var(--radius);
  overflow: hidden;
}

.chat { display: flex; flex-direction: column; flex: 1; min-height: 0; }

.chat-head {
  display: grid;
  grid-template-columns: auto minmax(0, 1fr) repeat(4, auto);
  align-items: center;
  flex: none;
  padding-block: var(--s2);
  padding-inline: var(--s3) var(--s2);
  border-block-end: var(--border);
  background: var(--chat-soft);
}
.chat-head > * { grid-row: 1; }
.chat-head > .avatar { grid-area: 1 / 1 / 3 / 2; width: 2.25rem; height: 2.25rem; margin-inline-end: var(--s3); font-size: var(--text-s); }
:host([data-privacy]) .chat-head > .avatar { background: var(--chat); color: var(--on-accent); }
.chat-title { grid-column: 2; min-width: 0; line-height: 1.25; }
.chat-title .name { display: flex; flex-wrap: wrap; align-items: baseline; column-gap: 0.4em; }
.chat-title .name > * { margin: 0; overflow-wrap: anywhere; }
.chat-head .tool { width: max(2rem, var(--small)); height: max(2rem, var(--small)); }
.chat-head > .badge { margin-inline: var(--s1); }
.chat-sub { grid-area: 2 / 2 / 3 / -1; display: flex; align-items: center; gap: 0.375rem; min-width: 0; margin-block-start: 0.125rem; color: var(--quiet); font-size: var(--text-xs); line-height: 1.3; }
.chat-sub-words { min-width: 0; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.privacy { display: inline-flex; flex: none; align-items: center; gap: var(--s1); padding-inline: 0.3rem 0.45rem; border: 1px solid transparent; border-radius: 1rem; background: var(--chat); color: var(--on-accent); font-size: var(--text-xs); font-weight: 600; line-height: 1.25rem; }
.privacy .icon { width: 0.875rem; height: 0.875rem; stroke-width: 2; }
.chat-closed { flex: none; padding: 0 0.45rem; border: 1px solid currentcolor; border-radius: 1rem; color: var(--ink); font-weight: 600; }
/* Whom the next message reaches. */
.to { display: flex; flex: none; flex-wrap: wrap; align-items: center; gap: 0 var(--s2); padding: var(--s2) var(--s3) 0; border-block-start: var(--border); color: var(--chat-ink); font-size: var(--text-s); overflow-wrap: anywhere; }
.copy-draft { align-self: flex-start; margin: var(--s2) var(--s3); }

.chat-title .apart { font-size: var(--text-s); font-weight: 400; }
/* Its place in any case, so that a minimized window does not move. */
:host(.folded) .chat-head > .badge[hidden] { display: inline-block !important; visibility: hidden; }
:host(.folded) :is(.chat-sub, .badge + .tool) { display: none; }
:host(.folded) [aria-label="Expand chat"] .icon { transform: scaleY(-1); }

.chat-body { display: flex; flex-direction: column; flex: 1; min-height: 0; }
:host(.folded) .chat-body { display: none; }

/* The list itself keeps what is on the screen where it is. */
.chat-log { position: relative; flex: 1; min-height: 0; overflow-x: hidden; overflow-y: auto; overflow-anchor: none; padding: var(--s3); overscroll-behavior: contain; scrollbar-width: thin; }
.chat-log:focus-visible { outline-offset: -2px; }
.chat-log > .empty { position: relative; display: grid; justify-items: center; align-content: center; min-height: 60%; }
.chat-log > .empty:empty { display: none; }
.unread-bar { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: var(--s1) var(--s3); padding: var(--s2) var(--s3); border-block-end: var(--border); background: var(--ground); font-size: var(--text-s); font-weight: 600; }
.unread-buttons { display: flex; flex-wrap: wrap; gap: var(--s1); }
.earlier { display: block; margin: 0 auto var(--s3); }
/* Overlays the end of the list without taking space. */
.newer { position: relative; z-index: 1; align-self: center; flex: none; height: 2rem; min-height: 0 !important; margin: -2.5rem 0 var(--s2); border-color: var(--line); border-radius: 1rem; background: var(--raised); box-shadow: var(--shadow); }

.composer { flex: none; padding: var(--s2); display: grid; grid-template-columns: minmax(0, 1fr); gap: var(--s2); }
.composer-row { display: flex; align-items: flex-end; gap: 0; padding: var(--s1); border: 1px solid var(--field); border-radius: var(--radius-l); background: var(--paper); }
.composer-row:has(.composer-text:focus) { border-color: var(--chat-ink); box-shadow: 0 0 0 1px var(--chat-ink); }
.composer-text { flex: 1; min-width: 0; resize: none; padding: calc((max(2.25rem, var(--target)) - 1.375em) / 2) var(--s2); border: 0; background: none; outline: 0; field-sizing: content; min-height: max(2.25rem, var(--target)); max-height: 9rem; line-height: 1.375; }
.composer-text::placeholder { color: var(--quiet); opacity: 1; }
.composer .attach, .composer .phrases, .composer .send { flex: none; width: max(2.25rem, var(--target)); height: max(2.25rem, var(--target)); padding: 0; border-radius: 50%; }
.composer .attach, .composer .phrases { color: var(--quiet); position: relative; }
.composer .attach:hover, .composer .phrases:hover { color: var(--chat-ink); }
.composer .send { background: var(--chat); border-color: var(--chat); color: var(--on-accent); display: inline-flex; align-items: center; justify-content: center; }
.composer .send:not([aria-disabled="true"]):hover { background: var(--chat-strong); }
.composer .send[aria-disabled="true"] { background: var(--off); border-color: var(--line); color: var(--quiet); cursor: not-allowed; }
.composer.greyed { background: var(--off); border-block-start: var(--border); }
.composer.greyed .composer-row { border-color: var(--line); background: var(--off); }
.composer.greyed .composer-text { color: var(--quiet); cursor: not-allowed; }
.composer.greyed .attach { color: var(--quiet); cursor: not-allowed; opacity: 0.6; }
.refusal { color: var(--ink); font-size: var(--text-s); font-weight: 600; }
/* Not display: none: a live region must exist before it gets text. */
.refusal:empty, .note:empty, .left:empty { position: absolute; }
/* A long reason or many files leave the messages and the text in sight. */
.composer .note { max-height: 6.5rem; overflow-y: auto; }
.characters-left { display: contents; }
/* In line with whom the message reaches. */
.composer > :is(.refusal, .note, .edit-line), .characters-left > .left { padding-inline: var(--s1); }
.edit-line { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: var(--s1) var(--s3); color: var(--quiet); font-size: var(--text-s); }
.edit-words { min-width: 0; overflow-wrap: anywhere; }
.left { color: var(--quiet); font-size: var(--text-s); text-align: end; }
.left.over { color: var(--danger-ink); font-weight: 600; }
.chat-body.dropping { outline: 2px dashed var(--chat-ink); outline-offset: -6px; }
.chips { display: flex; flex-wrap: wrap; gap: var(--s1); max-height: 6.5rem; overflow-y: auto; }
.chips:empty { display: none; }
.chip { display: flex; align-items: center; max-width: 100%; padding-inline-start: var(--s2); border: var(--border); border-radius: var(--radius-s); background: var(--ground); font-size: var(--text-s); }
.chip-text { display: grid; min-width: 0; padding-block: 0.1875rem; line-height: 1.25; }
.chip bdi { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.chip-state { color: var(--quiet); font-size: var(--text-xs); }
.chip-state:empty { display: none; }
.chip.failed, .chip.cut { border-color: var(--danger-ink); background: var(--paper); }
.chip.failed .chip-state, .chip.cut .chip-state { color: var(--danger-ink); }
.chip progress { width: 4rem; margin-inline-start: var(--s2); accent-color: var(--accent); }
.chip .tool { width: var(--small); height: var(--small); }
.chip .icon { width: 1rem; height: 1rem; }

.handovers { flex: none; padding: var(--s2) var(--s3); border-block-end: var(--border); background: var(--warn-soft); color: var(--warn); font-size: var(--text-s); }
.handovers:empty { display: none; }

/* As high when it is empty. It takes the place of the list's padding. */
.typing { display: flex; flex: none; align-items: center; height: 1.5rem; padding: 0 var(--s3); color: var(--quiet); font-size: var(--text-s); }
.typing .name { display: flex; min-width: 0; }
.typing .name-text { min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.typing .qualifier, .typing .words { flex: none; white-space: pre; }
.chat-log:has(~ .typing:not([hidden])) { padding-block-end: var(--s1); }

.waiting-bar { display: flex; flex: none; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: var(--s1) var(--s3); padding-block: var(--s1); padding-inline: var(--s3) var(--s2); background: var(--warn-soft); color: var(--warn); font-size: var(--text-s); font-weight: 600; }

.notice { display: flex; flex-wrap: wrap; align-items: center; justify-content: center; gap: var(--s1) var(--s3); align-self: stretch; padding: var(--s1) var(--s3); border: 1px solid transparent; border-radius: var(--radius-s); color: var(--quiet); font-size: var(--text-s); overflow-wrap: anywhere; }
.notice.waits { border-color: var(--danger-ink); background: var(--danger-soft); color: var(--danger-ink); font-weight: 600; }
.notice-bar { display: grid; flex: none; gap: var(--s2); padding: 0 var(--s2) var(--s2); background: var(--off); font-size: var(--text-s); }
.notice-label { font-weight: 600; }
.notice-buttons { display: flex; flex-wrap: wrap; gap: var(--s2); }
.notice-buttons:empty { display: none; }
.notice-button { min-height: 2.75rem; border-color: var(--danger-ink); color: var(--danger-ink); overflow-wrap: anywhere; }
.notice-lines { display: grid; gap: var(--s1); }
.notice-lines .failed { color: var(--danger-ink); font-weight: 600; }

@media (forced-colors: active) {
  .composer-row:has(.composer-text:focus) { outline: 2px solid Highlight; }
  .composer .send:not([aria-disabled="true"]) { background: Highlight; border-color: Highlight; color: HighlightText; }
}
/* A keyboard on the screen, or a phone on its side, leaves room for the messages and the box only. */
@media (max-width: 899.98px) and (max-height: 30rem) {
  .chat-sub { display: none; }
  .chat-head { padding-block: var(--s1); }
  .composer-text { min-height: 2.25rem; max-height: 4rem; }
  .to { padding-block-start: var(--s1); }
  .composer { padding-block: var(--s1); gap: var(--s1); }
}
/* Greatly enlarged, the whole chat scrolls. */
@media (max-height: 18rem) {
  .chat-body { overflow-y: auto; }
  .chat-log { flex: 1 0 6rem; }
  .typing { display: none; }
  .chat-log > .empty { padding-block: var(--s1); }
}
`);
