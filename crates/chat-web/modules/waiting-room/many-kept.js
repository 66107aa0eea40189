// The message to many visits whose outcome is unknown, kept for this tab, over reloads.

import { keep, kept } from "../client/tab-store.js";

/** @typedef {{text: string, to: any[]}} KeptMessage the text, and the messages without their readers */

/** @param {string} me @returns {KeptMessage | null} */
export function keptMessage(me) {
  return kept(keyOf(me));
}

/** @param {string} me @param {KeptMessage | null} message */
export function keepMessage(me, message) {
  keep(keyOf(me), message);
}

/** @param {string} me */
function keyOf(me) {
  return `visit-chat.many.${me}`;
}
