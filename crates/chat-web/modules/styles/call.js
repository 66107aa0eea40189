// The call.

import { sheet } from "./sheet.js";

export default sheet(`
.call { max-width: none; margin: 0; padding: 0; height: 100vh; height: 100dvh; display: flex; align-items: stretch; }
/* The small view: the call at the bottom right, and the chat above it. */
.call:not(.maximized) { display: grid; grid-template: minmax(0, 1fr) auto / minmax(0, 1fr) 25rem; }
.call:not(.maximized) .behind { grid-area: 1 / 1 / 3 / 2; }
.call:not(.maximized) .call-chat { grid-area: 1 / 2; width: auto; min-height: 0; }
.call:not(.maximized) .stage { grid-area: 2 / 2; }
.call:not(.maximized).chatting .stage { max-height: min(14.5rem, 32vh); }
.call:not(.maximized) .tray { gap: 0.3rem; }
.call:not(.maximized) .tray-button { padding: 0.4rem 0.15rem; font-size: 0.72rem; }

.stage {
  display: flex;
  flex-direction: column;
  min-width: 0;
  background: #0f1a20;
  color: #f2f7f9;
  max-height: min(22rem, 100vh);
  border-radius: 12px 12px 0 0;
  overflow: hidden;
  box-shadow: var(--shadow);
}
.maximized .stage { flex: 1; max-height: none; border-radius: 0; box-shadow: none; }
.call-title { margin: 0; padding: 0.7rem 1rem; font-size: 0.95rem; font-weight: 600; color: #cfdde4; }

.tiles {
  flex: 1;
  min-height: 0;
  overflow-y: auto;
  display: grid;
  padding: 0 1rem 0.75rem;
}
.maximized .tiles { grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); grid-auto-rows: minmax(10rem, 24rem); align-content: safe center; gap: 0.9rem; }
.tile { position: relative; display: flex; align-items: center; justify-content: center; border-radius: 12px; background: #1e2f38; overflow: hidden; }
.tile[data-presence="waiting"] { background: #17242b; border: 1px dashed #4a626e; }
.call:not(.maximized) .tiles { display: flex; flex-direction: column; gap: 0.4rem; }
.call:not(.maximized) .tile { flex: none; justify-content: space-between; padding: 0.35rem 0.5rem 0.35rem 0.7rem; border-radius: 8px; }
.call:not(.maximized) .face { display: none; }
.call:not(.maximized) .tile-foot { position: static; order: -1; padding: 0; background: none; }
.call:not(.maximized) .bubble { position: static; }
.behind { align-self: center; display: grid; justify-items: center; gap: 0.9rem; padding: 1rem; text-align: center; color: var(--quiet); }
.maximized .behind { display: none; }
.face { display: grid; place-items: center; width: 5rem; height: 5rem; border-radius: 50%; background: #39606f; font-size: 1.8rem; font-weight: 700; margin-bottom: 1rem; }
.tile-foot { position: absolute; left: 0; right: 0; bottom: 0; padding: 0.35rem 0.7rem; background: rgb(8 15 19 / 72%); line-height: 1.25; }
.tile-foot .name { overflow-wrap: anywhere; }
.tile-note { display: block; color: #b9cad2; font-size: 0.8rem; }
.bubble {
  position: absolute;
  top: 0.5rem;
  right: 0.5rem;
  display: inline-flex;
  align-items: center;
  justify-content: center;
  gap: 0.3rem;
  min-width: 2.3rem;
  height: 2.3rem;
  padding: 0 0.5rem;
  border: 0;
  border-radius: 1.2rem;
  background: #0b5e78;
  color: #fff;
}
.bubble:hover { background: #0f7a9b; }

.outside { display: flex; flex-wrap: wrap; align-items: center; justify-content: center; gap: 0.75rem; padding: 0.75rem 1rem; background: #22343d; }

/* With no participants to show, the reason is centered. */
.tiles:empty { display: none !important; }
.stage-slot:has(.tiles:empty) ~ .outside { flex: 1; align-content: center; }

.tray:has(> :not([hidden])) { display: flex; justify-content: center; gap: 0.5rem; padding: 0.6rem; background: #0a1216; }
.tray-button {
  position: relative;
  display: flex;
  flex-direction: column;
  align-items: center;
  gap: 0.15rem;
  flex: 0 1 6.2rem;
  min-width: 0;
  padding: 0.4rem 0.3rem;
  border: 0;
  border-radius: 10px;
  background: #22343d;
  color: #f2f7f9;
  font-size: 0.78rem;
  line-height: 1.2;
}
.tray-button:hover { background: #2f4854; }
.tray-button[aria-expanded="true"] { background: #0b5e78; }
.tray-button.danger { background: #a8201a; }
.tray-button.danger:hover { background: #c22a23; }
.tray-button .badge { position: absolute; top: -0.3rem; right: -0.2rem; }

.call-chat { display: flex; flex-direction: column; width: min(24rem, 100vw); background: var(--paper); border-left: 1px solid #0a1216; }
.call-chat-head { display: flex; gap: 0.35rem; align-items: center; padding: 0.55rem; background: var(--ground); border-bottom: 1px solid var(--line); }
.call-chat-head .tab, .recipients .tab { flex: 1 1 0; }
.call-chat visit-chat { flex: 1; border: 0; border-radius: 0; }
.call-chat .empty { padding: 1rem; }

.stage .notice-alerts:not(:empty) { flex: none; max-height: 40%; padding: 0 1rem 0.75rem; overflow-y: auto; }

.stage .attention { margin: 0; padding: 0 1rem 0.4rem; color: #cfdde4; }
.other-visits { align-self: flex-start; margin: 0 1rem 0.5rem; }
.call:not(.maximized) .attention { display: none; }

/* While the panel is closed, its two buttons are here. */
.recipients { display: flex; justify-content: center; gap: 0.5rem; padding: 0.6rem 0.6rem 0; background: #0a1216; }
.recipients:not(:has(> :not([hidden]))) { display: none; }
.recipients .tab { max-width: 16rem; }

.roster { flex: 1; min-height: 0; overflow-y: auto; width: min(40rem, 100%); margin: 0 auto; padding: 0 1rem 0.75rem; }
.listing .tiles { display: none !important; }
.roster-head { position: sticky; top: 0; z-index: 1; display: flex; align-items: center; justify-content: space-between; padding: 0.3rem 0; background: #0f1a20; }
.roster-list { display: grid; gap: 0.4rem; }
.roster-person { position: relative; display: grid; grid-template-columns: minmax(0, 1fr) auto; align-items: center; gap: 0 0.75rem; min-height: 3.2rem; padding: 0.4rem 0.7rem; border-radius: 8px; background: #1e2f38; }
.roster-person .person-name { grid-area: 1 / 1; overflow-wrap: anywhere; }
.roster-person .presence, .roster-person .identifier { color: #b9cad2; }
.roster-person .presence { grid-area: 2 / 1; font-size: 0.85rem; }
.roster-person .bubble { grid-area: 1 / 2 / 3 / 3; position: static; }

/* The bubbles and buttons that lead to a private chat have its color. */
.bubble { background: var(--private); }
.bubble:hover { background: var(--private-dark); }

.direct-list { display: flex; flex: none; flex-wrap: wrap; gap: 0.35rem; max-height: 6.6rem; padding: 0.45rem 0.55rem; overflow-y: auto; background: var(--private-soft); border-bottom: 1px solid var(--line); }
.direct-button { display: flex; flex-wrap: wrap; align-items: center; gap: 0 0.4rem; max-width: 100%; min-height: 2.5rem; padding: 0.2rem 0.6rem; border: 1px solid #c9b3d3; border-radius: 8px; background: var(--paper); text-align: left; line-height: 1.25; overflow-wrap: anywhere; }
.direct-button[aria-pressed="true"] { border-color: var(--private); box-shadow: inset 0 0 0 1px var(--private); }
.direct-button[aria-pressed="true"] .name { color: var(--private-dark); }
.direct-where { color: var(--quiet); font-size: 0.8rem; }
.direct-where:empty { display: none; }

/* On a phone, one thing at a time: the chat covers the call, or stands above the small one. */
@media (max-width: 639.98px) {
  .call.maximized { position: relative; }
  .maximized .call-chat { position: absolute; inset: 0; z-index: 5; width: auto; border: 0; }
  .maximized .tiles { grid-template-columns: repeat(auto-fit, minmax(9.5rem, 1fr)); }
  .call:not(.maximized) { grid-template: minmax(0, 1fr) auto / minmax(0, 1fr); }
  .call:not(.maximized) .behind, .call:not(.maximized) .call-chat { grid-area: 1 / 1; border: 0; }
  .call:not(.maximized) .stage { grid-area: 2 / 1; }
  .chatting:not(.maximized) .behind { display: none; }
  .chatting:not(.maximized) .stage { border-radius: 0; }
  .tray { gap: 0.3rem !important; padding: 0.5rem 0.4rem !important; }
  .tray-button { font-size: 0.72rem; justify-content: center; }
}
`);
