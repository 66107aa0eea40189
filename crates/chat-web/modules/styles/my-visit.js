// The page of a patient or guest.

import { sheet } from "./sheet.js";

export default sheet(`
@media (min-width: 900px) {
  .visit { display: grid; grid-template: auto 1fr / 21rem minmax(0, 1fr); gap: 0 1rem; align-items: start; }
  .chats { grid-area: 1 / 2 / 3 / 3; }
  .visit-intro, .who { grid-column: 1; }
  .visit .who { margin: 0; }
  .chats visit-chat { height: max(24rem, calc(100vh - 6.5rem)); }
}
.who { margin-top: 1rem; }
.people { gap: 0.6rem; margin-top: 0.6rem; }
.person { grid-template-columns: minmax(0, 1fr) auto; gap: 0 0.5rem; min-height: 0; padding: 0; }
.person-name { grid-column: 1; grid-row: 1; }
.person .role { grid-column: 2; grid-row: 1; }
.person .presence { grid-column: 1 / -1; font-size: 0.9rem; }
.visit-intro { display: grid; gap: 0.4rem; margin-bottom: 1rem; }
.visit-when { color: var(--quiet); }
.where { font-size: 1.15rem; font-weight: 600; }
.visit-foot { display: flex; flex-wrap: wrap; gap: 0.5rem; margin: 0.35rem 0; }
.why { color: var(--quiet); }
.why:empty { display: none; }
.chats { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: 1rem; }
.chats visit-chat { min-height: 24rem; }
.picks { display: grid; gap: 0.5rem; margin-top: 0.75rem; }
.picks .button { display: inline-block; }
`);
