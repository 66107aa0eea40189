// The pop-up chats at the bottom right.

import { sheet } from "./sheet.js";

export default sheet(`
.dock {
  position: fixed;
  right: 1rem;
  bottom: 0;
  z-index: 20;
  display: flex;
  flex-direction: row-reverse;
  align-items: flex-end;
  gap: 0.75rem;
  max-width: calc(100vw - 2rem);
  overflow-x: auto;
  padding: 0.5rem 0 0;
  pointer-events: none;
}
visit-chat {
  flex: none;
  width: min(22.5rem, calc(100vw - 2rem));
  height: min(29rem, 72vh);
  border-radius: var(--radius) var(--radius) 0 0;
  border-bottom: 0;
  box-shadow: var(--shadow);
  pointer-events: auto;
}
visit-chat.folded { height: auto; }
`);
