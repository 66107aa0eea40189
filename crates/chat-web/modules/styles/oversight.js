// Reading as an overseer.

import { sheet } from "./sheet.js";

export default sheet(`
.oversight-form { display: grid; gap: var(--s3); max-width: 36rem; }
.overseen { display: grid; gap: var(--s3); max-width: 48rem; }
.overseen .message-head .role-mark { display: inline-flex; }
.overseen > h2 { overflow-wrap: anywhere; }
.overseen > .earlier { justify-self: center; }
.overseen-banner { position: sticky; top: 0; z-index: 10; display: grid; grid-template-columns: minmax(0, 1fr) auto; align-items: center; gap: var(--s1) var(--s3); margin: calc(-1 * var(--s4)) calc(-1 * var(--s4)) 0; padding: var(--s3) var(--s4); border-block-end: 1px solid var(--warn-line); border-start-start-radius: var(--radius); border-start-end-radius: var(--radius); background: var(--warn-soft); color: var(--warn); }
.overseen-banner > :is(strong, span) { grid-column: 1; overflow-wrap: anywhere; }
.overseen-banner > .button { grid-area: 1 / 2 / 3 / 3; }
.overseen-bound { color: var(--quiet); font-size: var(--text-s); }
@media (max-width: 899px) { .overseen-banner .button { min-height: 2.75rem; } }
`);
