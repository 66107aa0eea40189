// The pop-up chats at the bottom right: side by side, and behind a button those without room.

import { sheet } from "./sheet.js";

export default sheet(`
.dock {
  position: fixed;
  inset-inline-end: 1rem;
  inset-block-end: 0;
  z-index: 20;
  display: flex;
  flex-direction: row-reverse;
  align-items: flex-end;
  gap: 0.75rem;
  padding: 0.5rem 0 0;
  pointer-events: none;
}
visit-chat {
  flex: none;
  width: min(22.5rem, calc(100vw - 2rem));
  height: min(32rem, 76vh);
  border-radius: var(--radius) var(--radius) 0 0;
  border-block-end: 0;
  box-shadow: var(--shadow);
  pointer-events: auto;
}
visit-chat.folded { width: 15rem; height: auto; }
.dock-news { display: contents; }
.dock-behind { pointer-events: auto; border-width: 0 0 1px; border-color: var(--line); border-radius: 0; }
.dock-behind.waits { border-color: var(--warn-line); background: var(--warn-soft); color: var(--warn); }
.dock-gone { display: flex; flex: 0 1 18rem; align-items: start; gap: var(--s2); margin-block-end: var(--s2); padding: var(--s2) var(--s2) var(--s2) var(--s3); border: 1px solid var(--warn-line); border-radius: var(--radius); background: var(--warn-soft); color: var(--warn); font-size: var(--text-s); box-shadow: var(--shadow); pointer-events: auto; }
.dock-gone p { flex: 1; align-self: center; }
.dock-rest { order: 1; flex: none; margin-block-end: var(--s2); pointer-events: auto; box-shadow: var(--shadow); }
.dock-rest .badge { margin-inline-start: 0.375rem; }

@media (max-width: 899px) {
  .dock { inset-inline-end: 0.75rem; padding: 0; }
  .dock.covers { inset: 0; flex-flow: column; align-items: stretch; gap: 0; }
  .dock.covers .dock-gone { flex: none; margin: 0; border-width: 0 0 1px; border-radius: 0; box-shadow: none; }
  .dock.covers visit-chat { flex: 1; width: 100%; height: auto; min-height: 0; border: 0; border-radius: 0; }
}
`);
