// The page of a patient or guest.

import { sheet } from "./sheet.js";

export default sheet(`
@media (min-width: 900px) {
  .visit-tabs { display: none; }
  .visit { display: grid; grid-template: auto 1fr / 21rem minmax(0, 1fr); gap: 0 1rem; align-items: start; }
  .chats { grid-area: 1 / 2 / 3 / 3; }
  .visit-intro, .who { grid-column: 1; }
  .visit .who { margin: 0; }
  .chats visit-chat { height: max(24rem, calc(100vh - 8.5rem)); }
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
.windows { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); gap: 1rem; }
.windows visit-chat { min-height: 24rem; }
.no-direct { margin-top: 1rem; color: var(--quiet); }
.picks { display: grid; gap: 0.5rem; margin-top: 0.75rem; }
.picks .button { display: inline-block; }

/* Up to a tablet, one chat at a time, which scrolls inside. */
@media (max-width: 899.98px) {
  :host([visit]) { display: flex; flex-direction: column; height: 100%; min-height: 0; }
  .visit { display: flex; flex: 1; flex-direction: column; min-height: 0; }
  .visit-intro { display: flex; flex: none; flex-wrap: wrap; align-items: center; gap: 0 0.75rem; margin: 0; padding: 0.5rem 0.75rem; border-width: 0 0 1px; border-radius: 0; }
  .visit-when { font-size: 0.85rem; }
  .where { flex-basis: 100%; font-size: 1rem; }
  .why { flex-basis: 100%; font-size: 0.85rem; }
  .visit-foot { margin: 0.25rem 0; gap: 0.35rem; }
  .visit-foot .button { padding: 0.42rem 0.6rem; font-size: 0.87rem; }
  .visit-foot:not(:has(> :not([hidden]))) { display: none; }
  .visit-tabs { display: flex; flex: none; gap: 0.35rem; padding: 0.45rem 0.55rem; overflow-x: auto; background: var(--ground); }
  .visit-tabs .tab { flex: 1 0 7.8rem; padding-inline: 0.4rem; }
  .visit-tabs .tab:last-child { flex: 0 0 6.2rem; }
  .visit .chats, .visit .windows { display: contents; }
  .visit .windows visit-chat { flex: 1; min-height: 0; border-width: 1px 0 0; border-radius: 0; }
  .visit .windows visit-chat:not(.chosen), .visit .who:not(.chosen), .no-direct:not(.chosen) { display: none; }
  .visit .who, .no-direct { flex: 1; min-height: 0; margin: 0; overflow-y: auto; border-width: 1px 0 0; border-radius: 0; }
}
/* A keyboard on the screen, or a phone on its side, leaves room for the chat only. */
@media (max-width: 899.98px) and (max-height: 30rem) {
  .visit-when, .why { display: none; }
  .where { flex: 1 1 12rem; font-size: 0.9rem; }
  .visit-intro { padding-block: 0.25rem; }
  .visit-tabs { padding-block: 0.25rem; }
  .visit-tabs .tab { min-height: 2.3rem; }
}
`);
