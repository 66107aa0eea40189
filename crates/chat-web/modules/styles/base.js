// Colors, fonts and controls that all components share.

import { sheet } from "./sheet.js";

export default sheet(`
:host {
  display: block;
  --ink: #17242c;
  --quiet: #52636e;
  --line: #d5dee3;
  --paper: #ffffff;
  --ground: #eef2f4;
  --accent: #0b5e78;
  --accent-dark: #084a5f;
  --accent-soft: #e1f0f5;
  /* Chats: everyone's, and private ones. */
  --everyone: var(--accent);
  --everyone-dark: var(--accent-dark);
  --everyone-soft: var(--accent-soft);
  --private: #6d3385;
  --private-dark: #532366;
  --private-soft: #f3e8f7;
  --warn: #8a4b00;
  --warn-soft: #fdf3e1;
  --danger: #a8201a;
  --good: #1c6b3c;
  --radius: 10px;
  --shadow: 0 6px 24px rgb(16 42 54 / 18%);
  color-scheme: light;
  font: 15px/1.45 system-ui, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
  color: var(--ink);
}
:host([hidden]) { display: none; }

*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }
h2 { font-size: 1rem; margin: 0; }
p { margin: 0; }
ul, ol { list-style: none; margin: 0; padding: 0; }
button, input, textarea { font: inherit; color: inherit; }
/* Phones zoom into fields with smaller text. */
input, textarea, select { font-size: max(1em, 16px); }
button { cursor: pointer; }
:focus-visible, label:has(:focus-visible) { outline: 3px solid #3a9fc0; outline-offset: 1px; }

.visually-hidden {
  position: absolute;
  width: 1px;
  height: 1px;
  margin: -1px;
  overflow: hidden;
  clip-path: inset(50%);
  white-space: nowrap;
}

.banner {
  position: sticky;
  top: 0;
  z-index: 30;
  padding: 0.6rem 1.25rem;
  background: var(--warn-soft);
  color: var(--warn);
  border-bottom: 1px solid #ecd4a6;
  text-align: center;
}
/* Not display: none: a live region must exist before it gets text. */
.banner:empty { padding: 0; border: 0; }

.card {
  background: var(--paper);
  border: 1px solid var(--line);
  border-radius: var(--radius);
  padding: 1rem 1.15rem;
}

.button {
  padding: 0.42rem 0.9rem;
  border: 1px solid #b6c5cd;
  border-radius: 8px;
  background: var(--paper);
  color: var(--accent-dark);
  font-weight: 600;
  text-decoration: none;
}
.button:hover { background: var(--accent-soft); }
.button.primary { background: var(--accent); border-color: var(--accent); color: #fff; }
.button.primary:hover { background: var(--accent-dark); }
.button.small { padding: 0.2rem 0.6rem; font-size: 0.87rem; }
.button:disabled, .button[aria-disabled="true"] {
  background: #e7ecef;
  border-color: #d5dee3;
  color: #5b6b75;
  cursor: not-allowed;
}

.tool {
  display: inline-flex;
  align-items: center;
  justify-content: center;
  width: 2rem;
  height: 2rem;
  padding: 0;
  border: 0;
  border-radius: 8px;
  background: transparent;
  color: inherit;
  cursor: pointer;
}
.tool:hover { background: rgb(120 150 165 / 22%); }

.icon {
  width: 1.15rem;
  height: 1.15rem;
  fill: none;
  stroke: currentcolor;
  stroke-width: 1.9;
  stroke-linecap: round;
  stroke-linejoin: round;
}

.badge {
  display: inline-block;
  min-width: 1.35rem;
  padding: 0 0.35rem;
  border-radius: 1rem;
  background: var(--danger);
  color: #fff;
  font-size: 0.78rem;
  font-weight: 700;
  line-height: 1.35rem;
  text-align: center;
}

.name { font-weight: 600; }
.name > * + * { margin-left: 0.15em; }
.qualifier {
  padding: 0 0.4em;
  border: 1px solid #c0ccd3;
  border-radius: 6px;
  background: #f2f6f8;
  color: #33454f;
  font-size: 0.8em;
  font-weight: 600;
  white-space: nowrap;
}
.identifier { color: var(--quiet); font-size: 0.87em; font-weight: 400; white-space: nowrap; }

.people { display: grid; gap: 0.1rem; }
.person {
  display: grid;
  grid-template-columns: 11.5rem 8rem minmax(0, 1fr) auto;
  gap: 0.75rem;
  align-items: center;
  min-height: 2.1rem;
}
.presence { display: flex; align-items: center; gap: 0.5rem; color: var(--quiet); }
.presence::before {
  content: "";
  width: 0.65rem;
  height: 0.65rem;
  border-radius: 50%;
  border: 2px solid #8b9aa3;
  flex: none;
}
.presence[data-presence="waiting"]::before { background: #d98200; border-color: #d98200; }
.presence[data-presence="in_call"]::before { background: #24894e; border-color: #24894e; }
.presence[data-presence="waiting"], .presence[data-presence="in_call"] { color: var(--ink); }
.role { color: var(--quiet); }

.empty { color: var(--quiet); padding: 0.75rem 0; }
.empty:empty { display: none; }

.note { color: var(--danger); font-size: 0.92rem; overflow-wrap: anywhere; white-space: pre-line; }

/* The choice of signs for a person who looks elsewhere. */
.attention { display: flex; flex-wrap: wrap; align-items: center; gap: 0.2rem 1rem; min-width: 0; margin: 0.75rem 0 0; padding: 0; border: 0; color: var(--quiet); font-size: 0.9rem; }
.attention legend { float: left; padding: 0; }
.attention-choice { display: inline-flex; align-items: center; gap: 0.3rem; min-height: 1.75rem; }
.attention-note { flex-basis: 100%; }
.attention-note:empty { display: none; }

/* Notices that wait for the care team. */
.notice-alerts { display: grid; gap: 0.4rem; }
.notice-alert { display: flex; flex-wrap: wrap; align-items: center; gap: 0.35rem 0.75rem; padding: 0.45rem 0.75rem; border-radius: 8px; background: var(--danger); color: #fff; }
.notice-words { flex: 1 1 12rem; font-size: 1.05rem; font-weight: 700; overflow-wrap: anywhere; }
.notice-alert .button { border-color: #fff; }

.menu {
  position: fixed;
  inset: auto;
  margin: 0;
  padding: 0.3rem;
  min-width: 11rem;
  max-width: min(24rem, 90vw);
  max-height: 60vh;
  overflow-y: auto;
  border: 1px solid var(--line);
  border-radius: 8px;
  background: var(--paper);
  box-shadow: var(--shadow);
}
.menu-item { display: block; width: 100%; padding: 0.5rem 0.75rem; border: 0; border-radius: 6px; background: none; text-align: left; overflow-wrap: anywhere; }
.menu-item[aria-disabled] { color: var(--quiet); cursor: default; }
.menu-note { display: block; color: var(--quiet); font-size: 0.9rem; }
.menu-item:hover, .menu-item:focus-visible { background: var(--accent-soft); }


dialog {
  border: 0;
  border-radius: var(--radius);
  padding: 1.25rem;
  box-shadow: var(--shadow);
  max-width: min(32rem, 94vw);
}
dialog::backdrop { background: rgb(16 32 40 / 45%); }
/* Leaves room for the padding of the dialog and the margin around it. */
.ask { display: grid; gap: 0.6rem; width: min(26rem, 100vw - 5.5rem); }
.ask textarea { width: 100%; padding: 0.5rem; border: 1px solid #9fb0ba; border-radius: 8px; }
.ask-buttons { display: flex; justify-content: flex-end; gap: 0.5rem; }

@media (max-width: 640px) {
  .person { grid-template-columns: minmax(0, 1fr) auto; gap: 0 0.5rem; padding: 0.35rem 0; }
  .person-name { grid-column: 1; grid-row: 1; }
  .person .badge { grid-column: 2; grid-row: 1; }
  .person .presence { grid-column: 1; grid-row: 2; font-size: 0.9rem; }
  .person .role { grid-column: 2; grid-row: 2; font-size: 0.9rem; }
}

/* The color of a chat, and of what leads to it. */
[data-privacy], :host([data-privacy]) { --chat: var(--everyone); --chat-dark: var(--everyone-dark); --chat-soft: var(--everyone-soft); }
[data-privacy="private"], :host([data-privacy="private"]) { --chat: var(--private); --chat-dark: var(--private-dark); --chat-soft: var(--private-soft); }

/* A button that leads to a chat, with what is unread in it. */
.tab { display: inline-flex; align-items: center; justify-content: center; gap: 0.35rem; min-width: 0; min-height: 2.75rem; padding: 0.3rem 0.6rem; border: 1px solid #b6c5cd; border-radius: 8px; background: var(--paper); color: var(--chat-dark, var(--ink)); font-size: 0.92rem; font-weight: 600; line-height: 1.15; }
.tab .icon { flex: none; }
.tab .badge { flex: none; }
.tab-label { min-width: 0; overflow-wrap: break-word; text-align: left; }
.tab:hover { background: var(--chat-soft, var(--ground)); }
.tab[aria-pressed="true"] { background: var(--chat, var(--ink)); border-color: var(--chat, var(--ink)); color: #fff; }
.tab[aria-disabled="true"]:not([aria-pressed="true"]) { background: #e7ecef; border-color: #d5dee3; color: #5b6b75; }
`);
