// The page of a patient or guest.

import { sheet } from "./sheet.js";

export default sheet(`
:host { background: var(--ground); }
@media (min-width: 900px) {
  .visit { display: grid; grid-template: auto 1fr / 20rem minmax(0, 1fr); gap: var(--s4); align-items: start; }
  .chats { grid-area: 1 / 2 / 3 / 3; display: grid; gap: var(--s2); max-width: 64rem; }
  .visit-intro, .who { grid-column: 1; }
  .chats visit-chat { height: clamp(20rem, 100vh - 10rem, 52rem); }
  /* The people stand beside the chat. One chat needs no tabs. */
  .tab[data-key="people"], .visit-tabs:not(:has(> :not([data-key="people"]) ~ :not([data-key="people"]))) { display: none; }
  .visit-tabs .tab { flex: 1 1 0; padding-inline: var(--s4); }
}
.who { display: grid; gap: var(--s4); }
.records { display: flex; flex-wrap: wrap; gap: var(--s2); }
@media (pointer: coarse), (max-width: 899px) { .records .button { min-height: 2.75rem; } }
.who .attention { padding-block-start: var(--s3); border-block-start: var(--border); }
.who .attention legend { flex-basis: 100%; }
.people { gap: var(--s3); }
.person > .role { grid-area: name / role; justify-self: end; }
.visit-intro { display: grid; gap: var(--s1); }
.visit-when { color: var(--quiet); font-size: var(--text-s); font-variant-numeric: tabular-nums; }
.where { margin-block: var(--s1); font-size: var(--text-l); font-weight: 600; line-height: 1.3; }
.visit-foot { display: flex; flex-wrap: wrap; gap: var(--s2); margin-block: var(--s1); }
/* One of them is first. */
.visit-foot .back { order: -1; }
.visit-foot:has(.back:not([hidden]), [data-action="join_call"]:not([hidden], [aria-disabled="true"])) [data-action="enter_waiting_room"], .visit-foot:has(.back:not([hidden])) [data-action="join_call"] { background: var(--paper); border-color: var(--field); color: var(--accent-ink); }
.visit-foot:not(:has(> :not([hidden]))) { display: none; }
.why { color: var(--quiet); font-size: var(--text-s); }
.why:empty { display: none; }
.visit-tabs { display: flex; gap: var(--s2); }
.windows visit-chat { min-height: 20rem; }
.windows visit-chat:not(.chosen) { display: none; }
.no-direct { color: var(--quiet); }
.picks { display: grid; gap: var(--s2); margin-block-start: var(--s3); }
.picks .button { display: inline-block; }

/* Up to a tablet, one chat at a time, which scrolls inside. */
@media (max-width: 899.98px) {
  :host([visit]) { display: flex; flex-direction: column; height: 100%; min-height: 0; }
  .visit { display: flex; flex: 1; flex-direction: column; min-height: 0; }
  .visit-intro { display: flex; flex: none; flex-wrap: wrap; align-items: center; gap: 0 var(--s3); padding: var(--s2) var(--s3); border: 0; border-radius: 0; }
  .visit-when { font-size: var(--text-xs); }
  .where { flex: 1 1 11rem; margin: 0; font-size: var(--text-m); }
  .why { flex-basis: 100%; font-size: var(--text-xs); }
  .visit-tabs { flex: none; gap: var(--s1); padding: var(--s1) var(--s2); overflow-x: auto; background: var(--paper); border-block-end: var(--border); scrollbar-width: none; }
  .visit-tabs .tab { flex: 1 0 7.5rem; padding-inline: var(--s1); }
  .visit-tabs .tab[data-key="people"] { flex: 0 0 5.75rem; }
  /* Of three chats, with the people, the words fit without pictures. */
  .visit-tabs:has(> :nth-child(4)) .tab { flex: 1 1 0; min-width: min-content; }
  .visit-tabs:has(> :nth-child(4)) .icon { display: none; }
  .visit .chats, .visit .windows { display: contents; }
  .visit .windows visit-chat { flex: 1; min-height: 0; border: 0; border-radius: 0; }
  .windows:not(.chosen) visit-chat, .visit .who:not(.chosen), .no-direct:not(.chosen) { display: none; }
  .visit .who, .no-direct { flex: 1; align-content: start; min-height: 0; margin: 0; overflow-y: auto; border: 0; border-radius: 0; }
}
/* A keyboard on the screen, or a phone on its side, leaves room for the chat only. */
@media (max-width: 899.98px) and (max-height: 30rem) {
  .visit-intro { padding-block: var(--s1); }
  .visit-intro > .visit-when, .why { display: none; }
  .where { font-size: var(--text-s); }
  .visit-tabs { padding-block: var(--s1); }
  .visit-tabs .tab { min-height: max(2.25rem, var(--target)); }
}
/* Greatly enlarged, the page scrolls to the chat, which fills the window. */
@media (max-width: 899.98px) and (max-height: 18rem) {
  .visit-intro > .visit-when, .why { display: block; }
  :host([visit]) { height: auto; }
  .visit .windows visit-chat.chosen, .visit .who.chosen { flex: none; height: max(100vh, 12rem); }
}
`);
