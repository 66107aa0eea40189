// The Waiting Room Dashboard.

import { sheet } from "./sheet.js";

export default sheet(`
:host { background: var(--ground); }
.below-tools { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: var(--s1) var(--s4); margin-block-end: var(--s2); }
.days { color: var(--quiet); font-size: var(--text-s); }
.order-held { color: var(--accent-ink); font-weight: 600; }
.order-held:empty { display: none; }
.choices { display: flex; flex-wrap: wrap; align-items: center; gap: var(--s2); min-width: 0; margin: 0 0 var(--s3); padding: 0; border: 0; }
.choice { position: relative; cursor: pointer; border-radius: var(--radius-s); }
.choice input { position: absolute; inset: 0; margin: 0; opacity: 0; }
.choice span { display: block; min-height: var(--target); padding: var(--s1) var(--s3); align-content: center; border: 1px solid var(--field); border-radius: var(--radius-s); background: var(--paper); font-size: var(--text-s); font-weight: 600; }
.choice:hover span { background: var(--hover); }
.choice input:checked + span { background: var(--accent-soft); border-color: var(--accent-ink); color: var(--accent-ink); }
/* Of several, one: they are joined. Those that can be added have a check mark. */
.segments { display: flex; }
.segments .choice { flex: 1 1 auto; text-align: center; }
.segments .choice + .choice { margin-inline-start: -1px; }
.segments .choice span { height: 100%; border-radius: 0; }
.segments .choice:first-child span { border-start-start-radius: var(--radius-s); border-end-start-radius: var(--radius-s); }
.segments .choice:last-child span { border-start-end-radius: var(--radius-s); border-end-end-radius: var(--radius-s); }
.segments .choice:focus-within { z-index: 1; }
.segments .choice input:checked + span { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
.toggles { display: flex; flex-wrap: wrap; gap: var(--s2); }
.toggles span { border-radius: 2rem; white-space: nowrap; }
.toggles input:checked + span::before { content: "✓" / ""; margin-inline-end: var(--s1); }

.search { flex: 1 1 14rem; min-width: 0; max-width: 22rem; height: var(--target); padding: var(--s1) var(--s3); border: 1px solid var(--field); border-radius: var(--radius-s); background: var(--paper); }
.search::placeholder { color: var(--quiet); opacity: 1; }

.board-top { position: sticky; top: 0; z-index: 10; display: flex; flex-wrap: wrap; align-items: center; gap: var(--s1) var(--s3); padding: var(--s2) 0; background: var(--ground); }
.board-top:not(:has(:not([hidden], :empty))) { padding: 0; }
.unread-count { color: var(--quiet); }
.here-count { flex: 1; min-width: 14rem; font-size: var(--text-s); font-weight: 600; }
:is(.here-count, .unread-count):empty { display: none; }

/* One visit is one row; what waits and the details are below it. */
.visits { container: visits / inline-size; display: grid; gap: var(--s1); }
.visit { position: relative; display: grid; grid-template-columns: 19.5rem minmax(0, 1fr) auto; align-items: center; gap: var(--s2) var(--s4); min-width: 0; padding: var(--s2) var(--s4); scroll-margin: 5rem 0 1rem; }
.visit > * { min-width: 0; grid-column: 1 / -1; }
.visit > .visit-head { grid-area: 1 / 1; }
.visit > .people { grid-area: 1 / 2; display: grid; grid-template-columns: repeat(auto-fill, minmax(min(19.25rem, 100%), 1fr)); gap: var(--s1) var(--s4); }
.visit > .visit-foot { grid-area: 1 / 3; }
.visit.waits::before { content: ""; position: absolute; inset-block: -1px; inset-inline-start: -1px; width: 4px; border-inline-start: 4px solid var(--warn-line); border-start-start-radius: var(--radius); border-end-start-radius: var(--radius); }
.visit.found { outline: 2px solid var(--accent-ink); outline-offset: 2px; }
.visit.calls { border-color: var(--danger-ink); box-shadow: 0 0 0 1px var(--danger-ink); }
.visit > :is(.notice-alerts, .waiting, .passed-on-waits, .opened-chats, .stuck):empty { display: none; }
.visit-head { display: grid; grid-template: "select time badge phase" auto "select id badge kind" auto / auto minmax(6.875rem, auto) auto minmax(min-content, 1fr); align-content: center; align-items: center; justify-items: start; column-gap: var(--s2); }
.visit-select { grid-area: select; width: 1.25rem; height: 1.25rem; margin: 0; margin-inline-end: var(--s1); }
.visit-time { grid-area: time; font-size: var(--text-l); font-weight: 600; font-variant-numeric: tabular-nums; }
.visit-head > .badge { grid-area: badge; }
.visit-time.far { font-size: var(--text-s); }
.visit-kind { grid-area: kind; white-space: nowrap; color: var(--quiet); font-size: var(--text-s); }
.phase { grid-area: phase; padding: 0 var(--s2); border: 1px solid transparent; border-radius: 1rem; background: var(--off); color: var(--ink); font-size: var(--text-xs); font-weight: 600; line-height: 1.375rem; }
.phase[data-phase="in_progress"], .phase[data-phase="reopened"] { background: var(--accent-soft); color: var(--accent-ink); }
.phase[data-phase="call"] { background: var(--good-soft); color: var(--good-ink); }
.visit-id, .name-button { min-height: 1.5rem; padding: 0 var(--s1); margin: 0 calc(-1 * var(--s1)); border: 0; border-radius: 0.375rem; background: none; text-align: start; }
.visit-id { grid-area: id; color: var(--accent-ink); font-size: var(--text-s); font-weight: 600; font-variant-numeric: tabular-nums; }
.name-button .name-text, .visit-id { color: var(--accent-ink); text-decoration: underline; text-decoration-color: color-mix(in srgb, currentcolor 45%, transparent); text-underline-offset: 3px; }
.visit-id:hover, .name-button:hover { background: var(--hover); }
.person-name { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0 var(--s2); }
.primary-mark { flex: none; padding: 0 var(--s2); border: 1px solid transparent; border-radius: 1rem; background: var(--warn-soft); color: var(--warn); font-size: var(--text-xs); font-weight: 600; line-height: 1.25rem; }
.visit .person-name .identifier, .visit .person-name .qualifier { white-space: normal; }
.visit .person-name .identifier { display: inline-block; }
.visit:not(.expanded) :is(.person.extra, .person[data-role="patient"] .role, .no-direct) { display: none; }
.visit .person { grid-template-columns: auto auto minmax(0, 1fr); }
.no-direct { flex-basis: 100%; color: var(--quiet); font-size: var(--text-s); }
.visit-foot { display: flex; flex-wrap: wrap; justify-content: flex-end; gap: var(--s1); }
.visit-foot .button:not(.primary) { border-color: transparent; background: none; }
.visit-foot .button:not(.primary):hover { background: var(--hover); }
.stuck { display: flex; flex-wrap: wrap; gap: var(--s2); }
.stuck .button { border-color: var(--danger-ink); color: var(--danger-ink); }
.opened-chats { display: flex; flex-wrap: wrap; gap: var(--s2); }
.opened-log { max-height: 50vh; overflow-y: auto; }
.selection { display: flex; flex-wrap: wrap; gap: var(--s2); margin-block-end: var(--s3); }
.selection:not(:has(:not([hidden]))) { display: none; }
.selection .unfinished { border-color: var(--danger-ink); color: var(--danger-ink); }

.waiting-count { font-size: var(--text-l); font-weight: 600; color: var(--warn); }
.waiting-count:empty { display: none; }
.waiting-count.stale { color: var(--quiet); }
.waiting { display: flex; flex-wrap: wrap; gap: var(--s1); }
.waiting .button { max-width: 100%; overflow-wrap: anywhere; text-align: start; border-color: var(--warn-line); background: var(--warn-soft); color: var(--warn); }
.passed-on { display: flex; flex-wrap: wrap; align-items: center; gap: var(--s1) var(--s3); }
.passed-on-words { flex: 1 1 12rem; color: var(--warn); font-weight: 600; overflow-wrap: anywhere; }

/* By the room that the list has beside the pop-up chats. */
@container visits (max-width: 64rem) {
  .visit { grid-template-columns: 19rem minmax(0, 1fr) auto; gap: var(--s2) var(--s3); }
}
@container visits (max-width: 48rem) {
  .visit { grid-template-columns: minmax(0, 1fr) auto; }
  .visit > .visit-head { grid-area: 1 / 1; }
  .visit > .people { grid-area: 2 / 1 / 3 / -1; }
  .visit > .visit-foot { grid-area: 1 / 2; flex-direction: row; align-items: center; }
}
@container visits (max-width: 32rem) {
  .visit { grid-template-columns: minmax(0, 1fr); }
  .visit > .visit-foot { grid-area: 3 / 1; justify-content: flex-start; margin-inline-start: calc(-1 * var(--s3)); }
  .visit > .visit-foot:has(> .primary:not([hidden])) { margin-inline-start: 0; }
  /* Without a first action, the others stand beside the people. */
  .visit:not(:has(> .visit-foot > .primary:not([hidden]))) { grid-template-columns: minmax(0, 1fr) auto; }
  .visit:not(:has(> .visit-foot > .primary:not([hidden]))) > .visit-head { grid-area: 1 / 1 / 2 / -1; }
  .visit:not(:has(> .visit-foot > .primary:not([hidden]))) > .people { grid-area: 2 / 1; }
  .visit:not(:has(> .visit-foot > .primary:not([hidden]))) > .visit-foot { grid-area: 2 / 2; gap: 0; margin-inline-end: calc(-1 * var(--s3)); }
}
@media (pointer: coarse), (max-width: 899px) {
  .visit-head .visit-id { min-height: 2.75rem; }
  .name-button { display: inline-flex; align-items: center; padding-block: calc((2.75rem - 1.4em) / 2); margin-block: -0.375rem; }
  .visit > .people { row-gap: var(--s3); }
  .visit-foot .button { min-height: 2.75rem; }
  .visit-select { width: 1.5rem; height: 1.5rem; }
  .search, .segments { flex: 1 0 100%; max-width: none; }
  .toggles { flex-wrap: nowrap; min-width: 0; margin: -4px; padding: 4px; overflow-x: auto; scrollbar-width: none; }
  .search, .choice span { min-height: 2.75rem; }
}
@media (forced-colors: active) {
  .choice input:checked + span, .segments .choice input:checked + span { forced-color-adjust: none; background: Highlight; border-color: Highlight; color: HighlightText; }
  .visit-foot .button:not(.primary) { border-color: ButtonBorder; }
}
@media (max-height: 30rem) { .board-top { position: static; } }
`);
