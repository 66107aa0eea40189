// The call.

import { sheet } from "./sheet.js";

export default sheet(`
.call { display: flex; align-items: stretch; height: 100vh; height: 100dvh; background: var(--ground); }
/* The small view: the call at the bottom, and the chat above it. */
.call:not(.maximized) { display: grid; grid-template: minmax(0, 1fr) auto / minmax(0, 1fr) 25rem; }
.call:not(.maximized) .behind { grid-area: 1 / 1 / 3 / 2; }
.call:not(.maximized) .call-chat { grid-area: 1 / 2; width: auto; min-height: 0; }
.call:not(.maximized) .stage { grid-area: 2 / 2; }
.call:not(.maximized) .stage { height: min(22rem, 100vh); }
.call:not(.maximized).chatting .stage { height: min(14.5rem, 32vh); }
.call:not(.maximized) .tray { gap: var(--s1); }

/* The stage is dark in any case. */
.stage {
  display: flex;
  flex-direction: column;
  min-width: 0;
  color-scheme: dark;
  background: #0d1217;
  color: var(--ink);
  border-start-start-radius: var(--radius);
  border-start-end-radius: var(--radius);
  overflow: hidden;
  box-shadow: var(--shadow);
}
.maximized .stage { flex: 1; border-radius: 0; box-shadow: none; }
.call-title { flex: none; margin: 0; padding: var(--s3) var(--s4) var(--s2); font-size: var(--text-m); font-weight: 600; font-variant-numeric: tabular-nums; }

.tiles { flex: 1; min-height: 0; overflow-y: auto; display: grid; padding: 0 var(--s4) var(--s3); }
.maximized .tiles { grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); grid-auto-rows: minmax(10rem, 24rem); align-content: safe start; gap: var(--s3); }
.tile { position: relative; display: flex; align-items: center; justify-content: center; min-width: 0; border: 1px solid transparent; border-radius: var(--radius); background: #1d2730; overflow: hidden; }
.tile[data-presence="waiting"] { background: #141b21; border: 1px dashed var(--field); }
.tile > .avatar { width: 5rem; height: 5rem; margin-block-end: var(--s4); background: #2f404e; color: #e8edf1; font-size: var(--text-xl); }
.tile > .avatar .icon { inset-block-end: 0; inset-inline-end: 0; width: 1.5rem; height: 1.5rem; padding: 0.25rem; }
.call:not(.maximized) .tiles { display: flex; flex-direction: column; gap: var(--s1); }
.call:not(.maximized) .tile { flex: none; justify-content: flex-start; gap: var(--s3); padding: var(--s2) var(--s2) var(--s2) var(--s3); padding-inline: var(--s3) var(--s2); }
.call:not(.maximized) .tile > .avatar { width: 2rem; height: 2rem; margin: 0; font-size: var(--text-xs); }
.call:not(.maximized) .tile > .avatar .icon { inset-block-end: -0.25rem; inset-inline-end: -0.25rem; width: 1rem; height: 1rem; padding: 0.125rem; }
.call:not(.maximized) .tile-foot { position: static; flex: 1; padding: 0; background: none; }
.call:not(.maximized) .bubble { position: relative; inset: auto; order: 1; }
.tile-foot { position: absolute; inset-inline: 0; inset-block-end: 0; min-width: 0; padding: var(--s2) var(--s3); background: rgb(8 13 18 / 78%); line-height: 1.25; }
.tile-foot .name { overflow-wrap: anywhere; }
.tile-note { display: block; color: var(--quiet); font-size: var(--text-s); }
.behind { align-self: center; display: grid; justify-items: center; gap: var(--s3); padding: var(--s4); text-align: center; color: var(--quiet); }
.maximized .behind { display: none; }

/* The bubbles that lead to a private chat have its color. */
.bubble {
  position: absolute;
  inset-block-start: var(--s2);
  inset-inline-end: var(--s2);
  display: inline-flex;
  flex: none;
  align-items: center;
  justify-content: center;
  gap: var(--s1);
  min-width: var(--target);
  height: var(--target);
  padding: 0 var(--s2);
  border: 1px solid transparent;
  border-radius: 2rem;
  background: var(--private);
  color: var(--on-accent);
}
.bubble:hover { background: var(--private-strong); }

.outside { display: flex; flex: none; flex-wrap: wrap; align-items: center; justify-content: center; gap: var(--s3); padding: var(--s3) var(--s4); background: #1d2730; }

.opening { flex: 1; align-content: center; text-align: center; }

/* With no participants to show, the reason is centered. */
.tiles:empty { display: none !important; }
.stage-slot:has(.tiles:empty) ~ .outside { flex: 1; align-content: center; background: none; }

.tray:has(> :not([hidden])) { display: flex; flex: none; justify-content: center; gap: var(--s2); padding: var(--s2) var(--s3) var(--s3); background: #090d11; }
.tray-button {
  position: relative;
  display: flex;
  flex-direction: column;
  align-items: center;
  justify-content: center;
  gap: var(--s1);
  flex: 0 1 6.25rem;
  min-width: 0;
  min-height: 3rem;
  padding: var(--s2) var(--s1);
  border: 1px solid transparent;
  border-radius: var(--radius);
  background: #1d2730;
  color: var(--ink);
  font-size: var(--text-xs);
  line-height: 1.2;
}
.tray-button:hover { background: #2a3742; }
.tray-button[aria-expanded="true"] { background: var(--accent); color: #fff; }
.tray-button.danger { background: #b3261e; color: #fff; }
.tray-button.danger:hover { background: #981d16; }

.call-chat { display: flex; flex: none; flex-direction: column; width: min(24rem, 100vw); background: var(--paper); border-inline-start: var(--border); }
.call-behind { display: none; }
.call-chat-head { display: flex; flex: none; gap: var(--s1); align-items: center; padding: var(--s2); border-block-end: var(--border); }
.call-chat-head .tab, .recipients .tab { flex: 1 1 0; }
.call-chat visit-chat { flex: 1; border: 0; border-radius: 0; }

/* What arrives takes its place from below the participants, so that none of them moves. */
.stage .notice-alerts:not(:empty) { flex: none; max-height: 40%; padding: var(--s2) var(--s4) 0; overflow-y: auto; }
.stage .attention { flex: none; padding: 0 var(--s4) var(--s2); }
.other-visits { flex: none; align-self: flex-start; margin: var(--s2) var(--s4) 0; }
.call:not(.maximized) .attention { display: none; }

/* While the panel is closed, its two buttons are here. */
.recipients { display: flex; flex: none; justify-content: center; gap: var(--s2); padding: var(--s2) var(--s3) 0; background: #090d11; }
.recipients:not(:has(> :not([hidden]))) { display: none; }
.recipients .tab { max-width: 16rem; border-color: transparent; background: #1d2730; }
.recipients .tab:hover { background: var(--chat-soft); }

.roster { flex: 1; min-height: 0; overflow-y: auto; width: min(40rem, 100%); margin: 0 auto; padding: 0 var(--s4) var(--s3); }
.listing .tiles { display: none !important; }
.roster-head { position: sticky; top: 0; z-index: 1; display: flex; align-items: center; justify-content: space-between; padding: var(--s1) 0; background: #0d1217; }
.roster-list { display: grid; gap: var(--s1); }
.roster-person { position: relative; display: grid; grid-template-columns: auto minmax(0, 1fr) auto; align-items: center; gap: 0 var(--s3); min-height: 3.25rem; padding: var(--s2) var(--s3); border-radius: var(--radius-s); background: #1d2730; }
.roster-person .avatar { grid-area: 1 / 1 / 3 / 2; }
.roster-person .person-name { grid-area: 1 / 2; overflow-wrap: anywhere; }
.roster-person .presence { grid-area: 2 / 2; }
.roster-person .bubble { grid-area: 1 / 3 / 3 / 4; position: relative; inset: auto; }

.direct-list { display: flex; flex: none; flex-wrap: wrap; gap: var(--s1); max-height: 6.75rem; padding: var(--s2); overflow-y: auto; border-block-end: var(--border); }
.direct-button { position: relative; display: flex; flex-wrap: wrap; align-items: center; gap: 0 var(--s2); max-width: 100%; min-height: max(2.5rem, var(--target)); padding: var(--s1) var(--s3); border: 1px solid var(--field); border-radius: 2rem; background: var(--paper); font-size: var(--text-s); text-align: start; line-height: 1.25; overflow-wrap: anywhere; }
.direct-button:hover { background: var(--private-soft); }
.direct-button[aria-pressed="true"] { border-color: var(--private-ink); background: var(--private-soft); color: var(--private-ink); box-shadow: inset 0 0 0 1px var(--private-ink); }
.direct-where { color: var(--quiet); font-size: var(--text-xs); }
.direct-where:empty { display: none; }

/* On a phone, one thing at a time: the chat covers the call, or stands above the small one. */
@media (max-width: 639.98px) {
  .call.maximized { position: relative; }
  .maximized .call-behind { display: block; width: 100%; border-width: 0 0 1px; border-color: var(--line); border-radius: 0; }
  .maximized .call-behind.waits { background: var(--danger); color: #fff; }
  .maximized .call-chat { position: absolute; inset: 0; z-index: 5; width: auto; border: 0; }
  .maximized .tiles { grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); gap: var(--s2); }
  .call:not(.maximized) { grid-template: minmax(0, 1fr) auto / minmax(0, 1fr); }
  .call:not(.maximized) .behind, .call:not(.maximized) .call-chat { grid-area: 1 / 1; border: 0; }
  .call:not(.maximized) .stage { grid-area: 2 / 1; }
  .chatting:not(.maximized) .behind { display: none; }
  .chatting:not(.maximized) .stage { border-radius: 0; }
  .tray:has(> :not([hidden])) { gap: var(--s1); padding-inline: var(--s2); }
}
/* Greatly enlarged, the call scrolls. */
@media (max-height: 22rem) {
  .maximized .stage { overflow-y: auto; }
  .stage > :is(.roster, .stage-slot, .stage-slot > .tiles) { flex: none; }
  .maximized .tiles { flex: none; overflow: visible; grid-auto-rows: minmax(9rem, auto); }
}
@media (max-width: 24rem) {
  .tray:has(> :not([hidden])) { flex-wrap: wrap; }
  .tray-button { flex: 1 1 5rem; }
}
@media (forced-colors: active) {
  .tray-button[aria-expanded="true"], .direct-button[aria-pressed="true"] { forced-color-adjust: none; background: Highlight; border-color: Highlight; color: HighlightText; }
  .tile-foot { background: Canvas; }
}
`);
