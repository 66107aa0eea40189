// The call.

import { sheet } from "./sheet.js";

export default sheet(`
.call { max-width: none; margin: 0; padding: 0; height: 100vh; height: 100dvh; display: flex; align-items: flex-end; justify-content: flex-end; }
.call.maximized { align-items: stretch; }

.stage {
  display: flex;
  flex-direction: column;
  min-width: 0;
  background: #0f1a20;
  color: #f2f7f9;
  width: min(25rem, 100vw);
  height: min(22rem, 100vh);
  border-radius: 12px 12px 0 0;
  overflow: hidden;
  box-shadow: var(--shadow);
}
.maximized .stage { flex: 1; width: auto; height: auto; border-radius: 0; box-shadow: none; }
.call-title { margin: 0; padding: 0.7rem 1rem; font-size: 0.95rem; font-weight: 600; color: #cfdde4; }

.tiles {
  flex: 1;
  min-height: 0;
  overflow-y: auto;
  display: grid;
  padding: 0 1rem 0.75rem;
}
.maximized .tiles { grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); grid-auto-rows: minmax(10rem, 24rem); align-content: center; gap: 0.9rem; }
.tile { position: relative; display: flex; align-items: center; justify-content: center; border-radius: 12px; background: #1e2f38; overflow: hidden; }
.tile[data-presence="waiting"] { background: #17242b; border: 1px dashed #4a626e; }
.call:not(.maximized) .tiles { display: flex; flex-direction: column; gap: 0.4rem; }
.call:not(.maximized) .tile { flex: none; justify-content: space-between; padding: 0.35rem 0.5rem 0.35rem 0.7rem; border-radius: 8px; }
.call:not(.maximized) .face { display: none; }
.call:not(.maximized) .tile-foot { position: static; order: -1; padding: 0; background: none; }
.call:not(.maximized) .bubble { position: static; }
.behind { flex: 1; align-self: center; display: grid; justify-items: center; gap: 0.9rem; padding: 1rem; text-align: center; color: var(--quiet); }
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
.stage-slot:has(.tiles:empty) + .outside { flex: 1; align-content: center; }

.tray:has(> :not([hidden])) { display: flex; justify-content: center; gap: 0.5rem; padding: 0.6rem; background: #0a1216; }
.tray-button {
  position: relative;
  display: flex;
  flex-direction: column;
  align-items: center;
  gap: 0.15rem;
  min-width: 5.2rem;
  padding: 0.4rem 0.6rem;
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
.tab { flex: 1; padding: 0.4rem 0.5rem; border: 1px solid #b6c5cd; border-radius: 8px; background: var(--paper); font-weight: 600; white-space: nowrap; }
.tab[aria-pressed="true"] { background: var(--accent); border-color: var(--accent); color: #fff; }
.call-chat visit-chat { flex: 1; border: 0; border-radius: 0; }
.call-chat .empty { padding: 1rem; }

@media (max-width: 800px) {
  .call.maximized { position: relative; }
  .call-chat { position: absolute; inset: 0 0 0 auto; z-index: 5; box-shadow: var(--shadow); }
}

.stage .notice-alerts:not(:empty) { flex: none; max-height: 40%; padding: 0 1rem 0.75rem; overflow-y: auto; }
`);
