// A person who was dropped, and whose page is still open, comes back to where the page had shown them.

import { serverTime } from "../client/clock.js";
import { participant } from "./words.js";

/** The action that leads back to each presence. */
const BACK = { in_call: "join_call", waiting: "enter_waiting_room" };

/** How long after a drop a page still returns by itself, in milliseconds. Later the person uses the button: the
 * computer may have slept since the day before. */
const RECENT = 5 * 60_000;

/** How long a return that failed waits for its repetition, in milliseconds. */
const AGAIN = 5_000;

/**
 * Reports the person's presence again after they were recently dropped. A page that has shown them present does so
 * even in the background: its person is still there, just not looking. Any other page, such as after a reload, must be
 * in sight: the drop may belong to another device.
 * @param {import("../client/visit-model.js").VisitModel} model @param {string[]} actions the page's actions
 * @param {(sentence: string) => void} notify @param {AbortSignal} signal
 * @param {() => void} [settled] called once a return is shown by the model, or has failed
 * @returns {() => boolean} whether the person is about to be back
 */
export function comesBack(model, actions, notify, signal, settled = () => {}) {
  /** @type {string | undefined} */ let before;
  let tried = false;
  let returning = false;
  const self = () => (model.view && !model.ended ? participant(model.view, model.view.me) : null);
  const look = (again = false) => {
    const me = self();
    if (!me) return;
    if (me.departure !== "dropped") {
      before = BACK[me.presence];
      tried = false;
      return;
    }
    const returns = isRecent(me.away_since) && (before || !document.hidden);
    if (tried || !returns) return;
    const wanted = [before, ...actions].filter((name) => actions.includes(name));
    const action = wanted.find((name) => model.action(name)?.permitted);
    if (!action) return;
    tried = true;
    returning = true;
    const failed = (problem) => {
      if (!again) notify(problem.message);
      if (problem.again) setTimeout(() => ((tried = false), look(true)), AGAIN);
    };
    const done = async () => {
      await model.act(action).catch(failed);
      if (self()?.departure === "dropped") await model.refresh().catch(() => {});
      returning = false;
      settled();
    };
    done();
  };
  model.addEventListener("change", () => look(), { signal });
  document.addEventListener("visibilitychange", () => look(), { signal });
  look();
  return () => returning;
}

/** @param {string | null} since */
function isRecent(since) {
  return since !== null && Math.abs(serverTime() - Date.parse(since)) < RECENT;
}
