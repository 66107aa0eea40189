// Line icons, drawn as SVG elements: on a grid of 24, 2 units from the edge, with one width of line (in the styles).

const SVG = "http://www.w3.org/2000/svg";

const HEAD = "M12 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z";
const SPEECH = "M5 4h14a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2h-8l-5 4v-4H5a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z";
const BODY_OF_LOCK = "M7 11h10a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2v-6a2 2 0 0 1 2-2z";
const SHOULDERS = "M9.5 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM3 20c0-3.7 2.9-6 6.5-6s6.5 2.3 6.5 6";

const PATHS = {
  back: "M15 5l-7 7 7 7",
  bubble: SPEECH,
  camera: "M5 7h2.5L9 5h6l1.5 2H19a2 2 0 0 1 2 2v8a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V9a2 2 0 0 1 2-2zM12 16a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z",
  close: "M6 6l12 12M18 6 6 18",
  document: "M14 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8zM14 3v5h5M9 13h6M9 17h6",
  everyone: `${SHOULDERS}M15.5 4.2a3.5 3.5 0 0 1 0 6.6M18 14.6c1.9.900 3.2 2.8 3.2 5.4`,
  edit: "M4 20l1-5L16 4l4 4L9 19zM13.5 6.5l4 4",
  end: "M3 14.5c0-2.3 4-4.5 9-4.5s9 2.2 9 4.5V16a1 1 0 0 1-1.2 1l-3.3-.7a1 1 0 0 1-.8-1v-1.8c-2.4-.7-5-.7-7.4 0v1.8a1 1 0 0 1-.8 1L4.2 17A1 1 0 0 1 3 16z",
  guest: `${SHOULDERS}M19 8v6M16 11h6`,
  interpreter: "M4 5h9M8.5 3v2M11.5 5c-1 4-3.5 6.5-7.5 8M6 8.5c1 2.2 3 3.8 5.5 4.5M12 21l4.5-10L21 21M13.8 17.5h5.4",
  leave: "M10 4H6a2 2 0 0 0-2 2v12a2 2 0 0 0 2 2h4M10 12h11M17 8l4 4-4 4",
  list: "M9 6h11M9 12h11M9 18h11M4.5 6h.01M4.5 12h.01M4.5 18h.01",
  lock: `${BODY_OF_LOCK}M8 11V7.5a4 4 0 0 1 8 0V11`,
  maximize: "M4 9V6a2 2 0 0 1 2-2h3M15 4h3a2 2 0 0 1 2 2v3M20 15v3a2 2 0 0 1-2 2h-3M9 20H6a2 2 0 0 1-2-2v-3",
  minimize: "M6 9l6 6 6-6",
  on: "M9 5l7 7-7 7",
  phrases: `${SPEECH}M7.5 8.5h9M7.5 12h5`,
  private: `${HEAD}M5 20c0-3.7 3.1-6 7-6s7 2.3 7 6`,
  provider: "M6 4H4.5v4.5a4 4 0 0 0 8 0V4H11M8.5 12.5V15a5 5 0 0 0 10 0v-1.5M18.5 13.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4z",
  retract: "M9 14 4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3",
  send: "M21 3 10.5 13.5M21 3l-6.5 18-4-7.5L3 9.5z",
  staff: "M6 7h12a2 2 0 0 1 2 2v9a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V9a2 2 0 0 1 2-2zM9 7V4h6v3M12 11v5M9.5 13.5h5",
  unlock: `${BODY_OF_LOCK}M8 11V7.5a4 4 0 0 1 7.5-2`,
};

/** Those that point along the line, and so the other way where text runs from right to left. */
const MIRRORED = new Set(["back", "leave", "on", "send", "retract"]);

/** @param {keyof typeof PATHS} name */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.classList.add("icon");
  svg.classList.toggle("mirrors", MIRRORED.has(name));
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
