// A person who was dropped, and whose page is still open, comes back to where the page had shown them.

import { participant } from "./words.js";

/** The action that leads back to each presence. */
const BACK = { in_call: "join_call", waiting: "enter_waiting_room" };

/**
 * Reports the person's presence again after they were dropped, once each time. A page that has shown no presence
 * yet, such as after a reload, takes the first of its actions that is permitted. A page in the background reports
 * nothing until it is shown: it may have been left open on another device.
 * @param {import("./visit-model.js").VisitModel} model @param {string[]} actions the page's actions
 * @param {(sentence: string) => void} notify
 */
export function comesBack(model, actions, notify) {
  /** @type {string | undefined} */ let before;
  let tried = false;
  const look = () => {
    const me = model.view && !model.ended ? participant(model.view, model.view.me) : null;
    if (!me) return;
    if (me.departure !== "dropped") {
      before = me.presence;
      tried = false;
      return;
    }
    if (tried || document.hidden) return;
    const wanted = [BACK[before], ...actions].filter((name) => actions.includes(name));
    const action = wanted.find((name) => model.action(name)?.permitted);
    if (!action) return;
    tried = true;
    model.act(action).catch((problem) => notify(problem.message));
  };
  model.addEventListener("change", look);
  document.addEventListener("visibilitychange", look);
}
