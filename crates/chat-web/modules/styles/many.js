// A message to many visits.

import { sheet } from "./sheet.js";

export default sheet(`
dialog.many { width: min(42rem, 96vw); max-width: none; }
.many .ask { width: auto; min-width: 0; }
.many .ask > * { min-width: 0; }
.many-ways { display: grid; gap: var(--s1); margin: 0; border: var(--border); border-radius: var(--radius-s); }
.many-ways label { display: flex; align-items: center; gap: var(--s2); min-height: var(--small); }
.many-ways input { flex: none; margin: 0; }
.many-list { display: grid; gap: var(--s2); padding: var(--s2); max-height: 30vh; overflow-y: auto; border: var(--border); border-radius: var(--radius-s); }
.many-list li { display: grid; gap: 0.125rem; }
.many-list li + li { padding-block-start: var(--s2); border-block-start: var(--border); }
.many-chat { color: var(--quiet); font-size: var(--text-s); }
.many-chat strong { color: var(--ink); }
.many-unreached { display: grid; gap: var(--s1); max-height: 20vh; overflow-y: auto; color: var(--warn); font-size: var(--text-s); }
.many-result, .many-summary { font-weight: 600; }
.many-result:empty { display: none; }
.many-result.failed { color: var(--danger-ink); }
`);
