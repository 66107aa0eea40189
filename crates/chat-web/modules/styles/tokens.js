// The tokens of the look. A page sets each by the property in `var(…)`, on any element around the components. What depends
// on light or dark follows the `color-scheme` of the page, unless the attribute `theme` says otherwise.

export const tokens = `
:host([theme="light"]) { color-scheme: light; }
:host([theme="dark"]) { color-scheme: dark; }
:host([theme="auto"]) { color-scheme: light dark; }
:host {
  --paper: var(--vc-paper, light-dark(#ffffff, #171e25));
  --ground: var(--vc-ground, light-dark(#f3f5f7, #0d1217));
  --raised: light-dark(#ffffff, #1e272f);
  --ink: var(--vc-ink, light-dark(#16202a, #e8edf1));
  --quiet: var(--vc-quiet, light-dark(#525f6b, #a7b4bf));
  --line: var(--vc-line, light-dark(#e0e5ea, #2b353f));
  --field: var(--vc-field, light-dark(#7b8893, #6d7b88));
  --hover: light-dark(#eaeef2, #26303a);
  --off: light-dark(#edf0f3, #202830);

  --accent: var(--vc-accent, light-dark(#0b6683, #1b7c9e));
  --accent-strong: var(--vc-accent-strong, light-dark(#084f66, #176d8b));
  --accent-ink: var(--vc-accent-ink, light-dark(#0a5870, #82cbe4));
  --accent-soft: var(--vc-accent-soft, light-dark(#e4f1f6, #14303b));
  --on-accent: var(--vc-on-accent, #ffffff);
  --private: var(--vc-private, light-dark(#7a3d96, #8e53ab));
  --private-strong: var(--vc-private-strong, light-dark(#612d79, #7d4698));
  --private-ink: var(--vc-private-ink, light-dark(#64307d, #d9b5ea));
  --private-soft: var(--vc-private-soft, light-dark(#f4ebf8, #2e1f38));

  --warn: light-dark(#744300, #f3c682);
  --warn-soft: light-dark(#fdf1dc, #32260f);
  --warn-line: light-dark(#d59a3c, #8a6a2c);
  --danger: light-dark(#b3261e, #c63a32);
  --danger-ink: light-dark(#a8201a, #ff9f97);
  --danger-soft: light-dark(#fdeceb, #3a1815);
  --good-ink: light-dark(#17623a, #84d8a5);
  --good-soft: light-dark(#e0f3e7, #12301f);

  --font: var(--vc-font, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif);
  --text-xs: var(--vc-text-xs, 0.75rem);
  --text-s: var(--vc-text-s, 0.8125rem);
  --text-m: var(--vc-text-m, 0.9375rem);
  --text-l: var(--vc-text-l, 1.0625rem);
  --text-xl: var(--vc-text-xl, 1.375rem);

  --s1: 0.25rem;
  --s2: 0.5rem;
  --s3: 0.75rem;
  --s4: 1rem;
  --s5: 1.25rem;
  --s6: 1.5rem;

  --radius-s: var(--vc-radius-s, 0.5rem);
  --radius: var(--vc-radius, 0.75rem);
  --radius-l: var(--vc-radius-l, 1.125rem);
  --border: 1px solid var(--line);
  --shadow: var(--vc-shadow, 0 1px 2px light-dark(rgb(16 32 44 / 10%), rgb(0 0 0 / 40%)), 0 8px 28px light-dark(rgb(16 32 44 / 16%), rgb(0 0 0 / 55%)));
  --target: 2.25rem;
  --small: 1.75rem;
  --moment: 120ms;
}
@media (pointer: coarse) { :host { --target: 2.75rem; --small: 2.75rem; } }
@media (prefers-reduced-motion: reduce) { :host { --moment: 0s; } }
`;
