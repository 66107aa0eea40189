// The Waiting Room Dashboard.

import { sheet } from "./sheet.js";

export default sheet(`
.below-tools { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 0.2rem 1rem; margin-bottom: 0.6rem; }
.below-tools .attention { margin: 0; }
.days { color: var(--quiet); }
.choices { border: 0; min-width: 0; margin: 0 0 0.6rem; padding: 0; display: flex; flex-wrap: wrap; gap: 0.4rem; }
.choice { cursor: pointer; border-radius: 8px; }
.choice input { position: absolute; opacity: 0; }
.choice span { display: block; padding: 0.35rem 0.9rem; border: 1px solid #b6c5cd; border-radius: 8px; background: var(--paper); font-weight: 600; }
.choice input:checked + span { background: var(--accent); border-color: var(--accent); color: #fff; }

.search { flex: 1 1 14rem; min-width: 0; max-width: 22rem; padding: 0.35rem 0.75rem; border: 1px solid #9fb0ba; border-radius: 8px; background: var(--paper); }

main:has(.visits) { max-width: 88rem; }
.board-top { position: sticky; top: 0; z-index: 10; display: flex; flex-wrap: wrap; align-items: center; gap: 0.35rem 0.9rem; padding: 0.4rem 0; background: var(--ground); }
.board-top:not(:has(:not([hidden], :empty))) { padding: 0; }
.unread-count { font-weight: 600; }
.unread-count:empty { display: none; }

/* One visit is one row; what waits and the details are below it. */
.visits { display: grid; gap: 0.4rem; }
.visit { display: flex; flex-wrap: wrap; align-items: center; gap: 0.3rem 0.9rem; min-width: 0; padding: 0.4rem 0.75rem; scroll-margin: 5rem 0 1rem; }
.visit > * { min-width: 0; }
.visit.waits { border-left: 4px solid #b97a00; }
.visit.found { outline: 3px solid #3a9fc0; outline-offset: 1px; }
.visit-head { flex: 0 1 auto; display: flex; flex-wrap: wrap; align-items: center; gap: 0.2rem 0.6rem; }
.visit > .people { flex: 1 1 22rem; display: flex; flex-wrap: wrap; gap: 0.15rem 1.1rem; }
.visit > .notice-alerts, .visit > .waiting, .visit > .passed-on-waits, .visit > .opened-chats, .visit > .stuck { flex-basis: 100%; }
.visit > :is(.notice-alerts, .waiting, .passed-on-waits, .opened-chats, .stuck):empty { display: none; }
.visit .person-name { min-width: 0; overflow-wrap: anywhere; }
.visit .person-name .identifier, .visit .person-name .qualifier { white-space: normal; }
.visit:not(.expanded) .person { display: flex; flex-wrap: wrap; gap: 0 0.5rem; min-height: 0; min-width: 0; max-width: 100%; padding: 0; }
.visit:not(.expanded) .person > .person-name { order: -1; }
.visit:not(.expanded) .presence { font-size: 0.87rem; }
.visit:not(.expanded) :is(.person.extra, .person[data-role="patient"] .role, .no-direct) { display: none; }
.visit.expanded > .people { flex-basis: 100%; order: 1; display: grid; padding: 0.4rem 0; border-top: 1px solid var(--line); }
.visit.expanded > :is(.notice-alerts, .waiting, .passed-on-waits, .opened-chats, .stuck) { order: 2; }
.visit.expanded .visit-head { flex: 1; }
.no-direct { margin-left: 0.75rem; color: var(--quiet); font-size: 0.87rem; }
.visit-time { font-weight: 700; }
.visit-kind { color: var(--quiet); font-size: 0.9rem; }
.phase { padding: 0.05rem 0.6rem; border-radius: 1rem; background: #e7ecef; font-size: 0.87rem; font-weight: 600; }
.phase[data-phase="in_progress"], .phase[data-phase="reopened"] { background: var(--accent-soft); color: var(--accent-dark); }
.phase[data-phase="call"] { background: #dff3e6; color: var(--good); }
.visit-id, .name-button {
  padding: 0.15rem 0.4rem;
  margin: 0 -0.4rem;
  border: 0;
  border-radius: 6px;
  background: none;
  text-align: left;
}
.visit-id { color: var(--accent-dark); font-weight: 600; text-decoration: underline; text-underline-offset: 3px; margin: 0; }
.name-button .name-text { color: var(--accent-dark); text-decoration: underline; text-underline-offset: 3px; }
.visit-id:hover, .name-button:hover { background: var(--accent-soft); }
.primary-mark { margin-left: 0.9rem; padding: 0.05rem 0.5rem; border-radius: 1rem; background: #fff0d4; color: #6e4300; font-size: 0.8rem; font-weight: 700; }
.visit-foot { display: flex; flex-wrap: wrap; gap: 0.4rem; margin-left: auto; }
.visit-foot .button { padding: 0.25rem 0.7rem; }
.stuck { display: flex; flex-wrap: wrap; gap: 0.5rem; }
.stuck .button { border-color: var(--danger); color: var(--danger); margin-top: 0.5rem; }
.spacer { flex: 1; }
.opened-chats { display: flex; flex-wrap: wrap; gap: 0.5rem; }
.opened-log { max-height: 50vh; overflow-y: auto; }
.visit-select { width: 1.15rem; height: 1.15rem; }
.selection { display: flex; flex-wrap: wrap; gap: 0.5rem; margin-bottom: 1rem; }
.selection:not(:has(:not([hidden]))) { display: none; }
.selection .unfinished { border-color: var(--danger); color: var(--danger); }
dialog.many { width: min(42rem, 96vw); max-width: none; }
.many .ask { width: auto; min-width: 0; }
.many .ask > * { min-width: 0; }
.many .ask-buttons { flex-wrap: wrap; }
.many-ways { display: grid; gap: 0.3rem; margin: 0; border: 1px solid var(--line); border-radius: 8px; }
.many-list { display: grid; gap: 0.5rem; margin: 0; padding: 0.5rem; max-height: 30vh; overflow-y: auto; list-style: none; border: 1px solid var(--line); border-radius: 8px; }
.many-list li { display: grid; gap: 0.1rem; }
.many-list li + li { padding-top: 0.5rem; border-top: 1px solid var(--line); }
.many-chat { color: var(--quiet); font-size: 0.9rem; }
.many-chat strong { color: var(--ink); }
.many-unreached { display: grid; gap: 0.2rem; max-height: 20vh; overflow-y: auto; color: var(--warn); font-size: 0.92rem; }
.many-result { font-weight: 600; }
.many-result:empty { display: none; }
.many-result.failed { color: var(--danger); }
.many-summary { font-weight: 600; }

.waiting-count { margin: 0; font-size: 1.15rem; font-weight: 700; color: #6e4300; }
.waiting-count:empty { display: none; }
.waiting-count.stale { color: var(--quiet); }
.waiting { display: flex; flex-wrap: wrap; gap: 0.5rem; }
.waiting .button { max-width: 100%; overflow-wrap: anywhere; text-align: left; border-color: #b97a00; background: #fff0d4; color: #6e4300; font-weight: 600; }
.passed-on { display: flex; flex-wrap: wrap; align-items: center; gap: 0.35rem 0.75rem; margin-top: 0.35rem; }
.passed-on-words { flex: 1 1 12rem; color: #6e4300; font-weight: 600; overflow-wrap: anywhere; }
.visit.calls { border-color: var(--danger); box-shadow: 0 0 0 1px var(--danger); }
.notice-alerts:not(:empty) { margin-bottom: 0.5rem; }

@media (max-width: 899px) {
  .visit { padding: 0.5rem 0.6rem; }
  .visit:not(.expanded) > .people { flex: 1 1 9rem; }
  .visit:not(.expanded) > .visit-head { flex-basis: 100%; }
  .visit:not(.expanded) .visit-kind { display: none; }
  .visit-head { gap: 0.2rem 0.35rem; }
  .visit-time, .visit-id { font-size: 0.93rem; }
  .visit-select { margin: 0; }
  .visit-foot .button, .visit-head .visit-id, .name-button { min-height: 2.75rem; }
  .name-button { display: inline-flex; align-items: center; }
  .visit-select { width: 1.5rem; height: 1.5rem; }
  .choice span { min-height: 2.75rem; padding: 0.2rem 0.6rem; align-content: center; font-size: 0.9rem; }
  .search { flex-basis: 100%; max-width: none; min-height: 2.75rem; font-size: 1rem; }
}
`);
