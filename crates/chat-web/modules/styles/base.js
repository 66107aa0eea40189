// Controls that all components share.

import { sheet } from "./sheet.js";
import { tokens } from "./tokens.js";

export default sheet(`${tokens}
:host {
  display: block;
  font: 400 var(--text-m) / 1.4 var(--font);
  color: var(--ink);
  text-align: start;
}
:host([hidden]) { display: none; }

*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }
h2 { font-size: var(--text-m); font-weight: 600; margin: 0; }
p { margin: 0; }
ul, ol { list-style: none; margin: 0; padding: 0; }
button, input, textarea { font: inherit; color: inherit; }
/* Phones zoom into fields with smaller text. */
input, textarea, select { font-size: max(1em, 16px); }
input { accent-color: var(--accent); }
button { cursor: pointer; }
/* On the way in only: another theme must not fade in. */
:is(button, .tool):hover { transition: background-color var(--moment), border-color var(--moment); }
:focus-visible, label:has(:focus-visible) { outline: 2px solid var(--accent-ink); outline-offset: 2px; }

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
  padding: var(--s2) var(--s5);
  background: var(--warn-soft);
  color: var(--warn);
  border-block-end: 1px solid var(--warn-line);
  text-align: center;
}
/* Not display: none: a live region must exist before it gets text. */
.banner:empty { padding: 0; border: 0; }

.card { background: var(--paper); border: var(--border); border-radius: var(--radius); padding: var(--s4); }

.button {
  min-height: var(--target);
  padding: var(--s1) var(--s3);
  border: 1px solid var(--field);
  border-radius: var(--radius-s);
  background: var(--paper);
  color: var(--accent-ink);
  font-size: var(--text-m);
  font-weight: 600;
  line-height: 1.25;
  text-decoration: none;
}
.button:hover { background: var(--hover); }
.button.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
.button.primary:hover { background: var(--accent-strong); border-color: var(--accent-strong); }
.button.small { min-height: var(--small); padding: 0 var(--s2); font-size: var(--text-s); }
.button:disabled, .button[aria-disabled="true"] { background: var(--off); border-color: var(--line); color: var(--quiet); cursor: not-allowed; }

.tool {
  display: inline-flex;
  align-items: center;
  justify-content: center;
  width: var(--target);
  height: var(--target);
  padding: 0;
  border: 1px solid transparent;
  border-radius: var(--radius-s);
  background: transparent;
  color: inherit;
  cursor: pointer;
}
.tool:hover { background: color-mix(in srgb, currentcolor 12%, transparent); }

.icon { flex: none; width: 1.25rem; height: 1.25rem; fill: none; stroke: currentcolor; stroke-width: 1.75; stroke-linecap: round; stroke-linejoin: round; }
.mirrors:dir(rtl) { transform: scaleX(-1); }

.badge {
  display: inline-block;
  flex: none;
  min-width: 1.25rem;
  padding: 0 0.375rem;
  border-radius: 1rem;
  background: var(--danger);
  color: #fff;
  font-size: var(--text-xs);
  font-weight: 700;
  font-variant-numeric: tabular-nums;
  line-height: 1.25rem;
  text-align: center;
}

/* A person in place of a picture. The name and the role stand beside it. */
.avatar { position: relative; flex: none; display: inline-grid; place-items: center; width: 2rem; height: 2rem; border: 1px solid transparent; border-radius: 50%; background: light-dark(#e3e8ed, #2d3843); color: light-dark(#33424f, #cdd7df); font-size: var(--text-xs); font-weight: 600; user-select: none; }
.avatar[data-side="care"] { background: light-dark(#d3e9f1, #17404f); color: var(--accent-ink); }
.avatar::before { content: attr(data-initials); }
.avatar .icon { position: absolute; inset-block-end: -0.25rem; inset-inline-end: -0.25rem; width: 1rem; height: 1rem; padding: 0.125rem; border-radius: 50%; background: var(--paper); color: var(--quiet); stroke-width: 2.25; }
.avatar[data-side="care"] .icon { color: var(--accent-ink); }
.avatar.all .icon { position: static; width: 1.25rem; height: 1.25rem; padding: 0; background: none; color: inherit; stroke-width: 1.75; }
.role-mark { display: inline-flex; align-items: center; gap: var(--s1); }
.role-mark .icon { width: 0.875rem; height: 0.875rem; stroke-width: 2; }

.name { font-weight: 600; }
.name > * + * { margin-inline-start: 0.15em; }
.qualifier { padding: 0 0.4em; border: 1px solid var(--field); border-radius: 0.375rem; color: var(--ink); font-size: var(--text-xs); font-weight: 600; white-space: nowrap; }
.identifier { color: var(--quiet); font-size: var(--text-s); font-weight: 400; white-space: nowrap; }

.people { display: grid; align-items: start; gap: var(--s1); }
.person { display: grid; grid-template: "face name name" auto "face where role" auto / auto minmax(0, 1fr) auto; align-items: center; gap: 0 var(--s2); min-width: 0; }
.person > .avatar { grid-area: face; margin-inline-end: var(--s1); }
.person > .person-name { grid-area: name; min-width: 0; overflow-wrap: anywhere; }
.person > .presence { grid-area: where; }
.person > .role { grid-area: role; }
/* On the corner of the avatar. */
.person > .badge { grid-area: face; align-self: start; justify-self: end; margin-block-start: -0.375rem; margin-inline-end: -0.125rem; box-shadow: 0 0 0 2px var(--paper); z-index: 1; }
.presence { display: flex; align-items: center; gap: 0.375rem; color: var(--quiet); font-size: var(--text-s); }
/* Filled by its border, which forced colors keep. */
.presence::before { content: ""; flex: none; width: 10px; height: 10px; border: 2px solid var(--field); border-radius: 50%; }
.presence[data-presence="waiting"]::before { border-color: light-dark(#c77700, #e79a2b); border-width: 5px; }
.presence[data-presence="in_call"]::before { border-color: light-dark(#1f8a4c, #3fb873); border-width: 5px; }
.presence[data-presence="waiting"], .presence[data-presence="in_call"] { color: var(--ink); }
.role { color: var(--quiet); font-size: var(--text-s); }

.empty { color: var(--quiet); padding: var(--s6) var(--s4); text-align: center; }
.empty:empty { display: none; }

.note { color: var(--danger-ink); font-size: var(--text-s); overflow-wrap: anywhere; white-space: pre-line; }

/* The choice of signs for a person who looks elsewhere. */
.attention { display: flex; flex-wrap: wrap; align-items: center; gap: 0 var(--s2); min-width: 0; margin: 0; padding: 0; border: 0; color: var(--quiet); font-size: var(--text-s); }
.attention legend { float: inline-start; padding: 0; white-space: nowrap; }
.attention-choice { display: inline-flex; align-items: center; gap: var(--s1); min-height: var(--small); }
.attention-choice input { width: 1rem; height: 1rem; margin: 0; }
.attention-note { flex-basis: 100%; }
.attention-note:empty { display: none; }

/* Notices that wait for the care team. */
.notice-alerts { display: grid; gap: var(--s1); }
.notice-alert { display: flex; flex-wrap: wrap; align-items: center; gap: var(--s1) var(--s3); padding: var(--s2) var(--s3); border: 1px solid transparent; border-radius: var(--radius-s); background: var(--danger); color: #fff; }
.notice-words { flex: 1 1 12rem; font-size: var(--text-l); font-weight: 700; overflow-wrap: anywhere; }
.notice-alert .button { border-color: #fff; }
@media (max-width: 639.98px) { .notice-words { flex-basis: 100%; } }

.menu {
  position: fixed;
  inset: auto;
  margin: 0;
  padding: var(--s1);
  min-width: 12rem;
  max-width: min(24rem, 90vw);
  max-height: 60vh;
  overflow-y: auto;
  border: var(--border);
  border-radius: var(--radius);
  background: var(--raised);
  color: var(--ink);
  box-shadow: var(--shadow);
}
.menu-item { display: block; width: 100%; min-height: var(--target); padding: var(--s2) var(--s3); border: 0; border-radius: var(--radius-s); background: none; text-align: start; overflow-wrap: anywhere; }
.menu-item[aria-disabled] { color: var(--quiet); cursor: default; }
.menu-note { display: block; color: var(--quiet); font-size: var(--text-s); }
.menu-item:hover, .menu-item:focus-visible { background: var(--hover); outline-offset: -2px; }

dialog { border: var(--border); border-radius: var(--radius-l); padding: var(--s5); background: var(--raised); color: var(--ink); box-shadow: var(--shadow); max-width: min(32rem, 94vw); }
dialog::backdrop { background: rgb(10 18 24 / 50%); }
dialog h2 { font-size: var(--text-l); }
/* Leaves room for the padding of the dialog and the margin around it. */
.ask { display: grid; gap: var(--s3); width: min(26rem, 100vw - 5.5rem); }
.ask > label, .field > label { font-weight: 600; }
/* A field that fills its form. */
:is(.ask, .field) > :is(textarea, select, input[type="text"]) { width: 100%; min-height: var(--target); padding: var(--s1) var(--s2); border: 1px solid var(--field); border-radius: var(--radius-s); background: var(--paper); color: var(--ink); font-family: inherit; }
:is(.ask, .field) > textarea { padding-block: var(--s2); }
.ask-about { display: grid; gap: var(--s2); }
.ask-about > :empty { display: none; }
.quote { margin: 0; padding: var(--s1) var(--s3); border-inline-start: 3px solid var(--field); background: var(--ground); overflow-wrap: anywhere; }
.quote-by { color: var(--quiet); font-size: var(--text-s); }
.ask-buttons { display: flex; flex-wrap: wrap; justify-content: flex-end; gap: var(--s2); }

/* The color of a chat, and of what leads to it. */
[data-privacy], :host([data-privacy]) { --chat: var(--accent); --chat-strong: var(--accent-strong); --chat-ink: var(--accent-ink); --chat-soft: var(--accent-soft); }
[data-privacy="private"], :host([data-privacy="private"]) { --chat: var(--private); --chat-strong: var(--private-strong); --chat-ink: var(--private-ink); --chat-soft: var(--private-soft); }

/* A button that leads to a chat, with what is unread in it. */
.tab { position: relative; display: inline-flex; align-items: center; justify-content: center; gap: 0.375rem; min-width: 0; min-height: max(2.5rem, var(--target)); padding: var(--s1) var(--s2); border: 1px solid var(--field); border-radius: var(--radius-s); background: var(--paper); color: var(--chat-ink, var(--ink)); font-size: var(--text-s); font-weight: 600; line-height: 1.2; }
/* On the corner: what arrives moves nothing. */
:is(.tab, .tray-button, .direct-button, .bubble) > .badge { position: absolute; inset-block-start: -0.25rem; inset-inline-end: -0.25rem; }
.tab-label { min-width: 0; overflow-wrap: break-word; text-align: start; }
.tab:hover { background: var(--chat-soft, var(--hover)); }
.tab[aria-pressed="true"] { background: var(--chat, light-dark(#33424f, #4a5a68)); border-color: transparent; color: var(--on-accent); }
.tab[aria-disabled="true"]:not([aria-pressed="true"]) { background: var(--off); border-color: var(--line); color: var(--quiet); }

@media (forced-colors: active) {
  .button, .tab, .badge, .qualifier, .menu, dialog { border: 1px solid; }
  .button:disabled, [aria-disabled="true"] { color: GrayText; border-color: GrayText; }
  .tab[aria-pressed="true"], .button.primary:not(:disabled, [aria-disabled="true"]) { forced-color-adjust: none; background: Highlight; border-color: Highlight; color: HighlightText; }
  .avatar { border-color: CanvasText; }
  .avatar .icon { background: Canvas; color: CanvasText !important; }
  .badge { border-radius: 1rem; box-shadow: none; }
  .menu-item:focus-visible { outline: 2px solid Highlight; }
}
`);
