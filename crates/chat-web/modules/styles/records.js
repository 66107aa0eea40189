// Who looked at a chat.

import { sheet } from "./sheet.js";

export default sheet(`
dialog.accesses { width: min(36rem, 96vw); max-width: none; }
.accesses > .ask { width: auto; min-width: 0; }
.access-about { color: var(--quiet); }
.access-list { display: grid; gap: var(--s2); max-height: 60vh; overflow-y: auto; }
.access-list:empty, .accesses .note:empty { display: none; }
.access { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0 var(--s3); padding-block: var(--s1); overflow-wrap: anywhere; }
.access + .access { border-block-start: var(--border); }
.access-who { font-weight: 600; }
.access-what { grid-row: 2; }
.access-when { grid-area: 1 / 2; color: var(--quiet); font-size: var(--text-s); font-variant-numeric: tabular-nums; }
@media (max-width: 30rem) { .access { grid-template-columns: minmax(0, 1fr); } .access-when { grid-area: auto; } }
@media (pointer: coarse), (max-width: 899px) { .accesses .button { min-height: 2.75rem; } }
`);
