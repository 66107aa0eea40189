// The Waiting Room Dashboard.

import { sheet } from "./sheet.js";

export default sheet(`
.days { margin: 0 0 0.75rem; color: var(--quiet); }
.choices { border: 0; margin: 0 0 1rem; padding: 0; display: flex; flex-wrap: wrap; gap: 0.4rem; }
.choice { cursor: pointer; border-radius: 8px; }
.choice input { position: absolute; opacity: 0; }
.choice span { display: block; padding: 0.35rem 0.9rem; border: 1px solid #b6c5cd; border-radius: 8px; background: var(--paper); font-weight: 600; }
.choice input:checked + span { background: var(--accent); border-color: var(--accent); color: #fff; }

.visits { display: grid; gap: 1rem; }
.visit-head { display: flex; flex-wrap: wrap; align-items: center; gap: 0.35rem 0.9rem; padding-bottom: 0.6rem; margin-bottom: 0.5rem; border-bottom: 1px solid var(--line); }
.visit-time { font-size: 1.1rem; font-weight: 700; }
.visit-kind { color: var(--quiet); }
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
.visit-foot { display: flex; flex-wrap: wrap; gap: 0.5rem; margin-top: 0.75rem; }
.stuck { display: flex; flex-wrap: wrap; gap: 0.5rem; }
.stuck .button { border-color: var(--danger); color: var(--danger); margin-top: 0.5rem; }
.spacer { flex: 1; }
.opened-chats { display: flex; flex-wrap: wrap; gap: 0.5rem; }
.opened-chats:not(:empty) { margin-top: 0.5rem; }
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

.waiting-count { margin: 0 0 0.75rem; font-size: 1.15rem; font-weight: 700; color: #6e4300; }
.waiting-count:empty { display: none; }
.waiting-count.stale { color: var(--quiet); }
.waiting { display: flex; flex-wrap: wrap; gap: 0.5rem; }
.waiting .button { border-color: #b97a00; background: #fff0d4; color: #6e4300; font-weight: 600; }
.passed-on { display: flex; flex-wrap: wrap; align-items: center; gap: 0.35rem 0.75rem; margin-top: 0.35rem; }
.passed-on-words { flex: 1 1 12rem; color: #6e4300; font-weight: 600; overflow-wrap: anywhere; }
.visit.calls { border-color: var(--danger); box-shadow: 0 0 0 1px var(--danger); }
.notice-alerts:not(:empty) { margin-bottom: 0.5rem; }
`);
