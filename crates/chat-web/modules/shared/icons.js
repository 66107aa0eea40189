// Line icons, drawn as SVG elements.

const SVG = "http://www.w3.org/2000/svg";

const PATHS = {
  attach: "M8 12.5 14.5 6a3 3 0 0 1 4.2 4.2l-8.4 8.4a5 5 0 0 1-7-7L11 4",
  back: "M15 5l-7 7 7 7",
  bubble: "M4 5h16v11H9l-5 4z",
  camera: "M4 8h4l1.5-2h5L16 8h4v11H4zM12 16.5a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4z",
  close: "M6 6l12 12M18 6 6 18",
  document: "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",
  everyone: "M9 11a3.200 3.200 0 1 0 0-6.400 3.200 3.200 0 0 0 0 6.400zM3 19c0-3.500 2.700-5.500 6-5.500s6 2 6 5.500M16 11a2.700 2.700 0 1 0-1-5.200M17.500 13.800c2.100.600 3.500 2.500 3.500 5.200",
  edit: "M4 20h4L19 9l-4-4L4 16z",
  end: "M3 14c5-5 13-5 18 0l-2.5 3-3.5-1.5v-3M9 12.5v3L5.500 17 3 14",
  leave: "M10 4H5v16h5M9 12h11M16 8l4 4-4 4",
  list: "M9 6h11M9 12h11M9 18h11M4.500 6h.01M4.500 12h.01M4.500 18h.01",
  lock: "M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3",
  maximize: "M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5",
  minimize: "M5 18h14",
  on: "M9 5l7 7-7 7",
  private: "M12 11a3.600 3.600 0 1 0 0-7.200 3.600 3.600 0 0 0 0 7.200zM5 20c0-4 3-6.300 7-6.300s7 2.300 7 6.300",
  phrases: "M5 6h14M5 11h14M5 16h8",
  send: "M4 12 20 4l-5 16-3.500-6.500z",
  unlock: "M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 6.500-1.800",
  video: "M3 7h12v10H3zM15 11l6-3v8l-6-3",
  retract: "M9 14 4 9l5-5M4 9h10a6 6 0 0 1 0 12h-3",
};

/** @param {keyof typeof PATHS} name */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
