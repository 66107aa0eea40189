// The people of a visit, and the forms that change them.

import { sheet } from "./sheet.js";

export default sheet(`
.field { display: grid; gap: var(--s1); min-width: 0; }
.field.check { grid-template-columns: auto minmax(0, 1fr); align-items: center; gap: var(--s1) var(--s2); }
.field.check > input { width: 1.25rem; height: 1.25rem; margin: 0; }
.field.check > p { grid-column: 2; }
.field > [aria-invalid="true"] { border-color: var(--danger-ink); }
.field-hint { color: var(--quiet); font-size: var(--text-s); }
:is(.field-hint, .field > .note, .manage-result):empty { display: none; }

dialog.manage { width: min(42rem, 96vw); max-width: none; }
.manage > .ask { width: auto; min-width: 0; }
.manage-visit { color: var(--quiet); }
.manage-list { display: grid; gap: var(--s2); max-height: 60vh; overflow-y: auto; }
.manage-person { display: grid; grid-template-columns: auto minmax(0, 1fr) auto; align-items: center; gap: 0 var(--s3); padding-block: var(--s1); }
.manage-person + .manage-person { border-block-start: var(--border); }
.manage-person > .avatar { grid-area: 1 / 1 / 3 / 2; }
.manage-person > .person-name { grid-area: 1 / 2; overflow-wrap: anywhere; }
.manage-person > .presence { grid-area: 2 / 2; }
.manage-buttons { grid-area: 1 / 3 / 3 / 4; display: flex; flex-wrap: wrap; justify-content: flex-end; gap: var(--s1); }
.manage-result { font-weight: 600; }
@media (pointer: coarse), (max-width: 899px) {
  .manage-buttons .button, .field > :is(select, input[type="text"]) { min-height: 2.75rem; }
}
@media (max-width: 30rem) {
  .manage-buttons { grid-area: 3 / 2; justify-content: flex-start; margin-block-start: var(--s1); }
}
`);
