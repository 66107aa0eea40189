// During a call: how many other visits wait for an answer, and the way to them.

import { el, setText } from "../shared/dom.js";
import { t } from "../shared/texts.js";
import { participant } from "../shared/words.js";

/** Fires `change` when the number of waiting visits, apart from the call's own, has changed. */
export class OtherVisits extends EventTarget {
  /** @type {Set<string>} */ #waiting = new Set();
  element = el("button", { type: "button", class: "button other-visits", hidden: true });
  #follows = false;

  /** @param {import("../client/visit-model.js").VisitModel} model the call's visit
   * @param {import("../client/chat-client.js").ChatClient} client @param {AbortSignal} signal */
  constructor(model, client, signal) {
    super();
    this.model = model;
    const follow = () => {
      const { view } = model;
      // Only the care team has visits that wait for it.
      // Where the dashboard is on the page, it says so itself.
      if (this.#follows || !view || client.live?.followsDashboard || !participant(view, view.me)?.care_team) return;
      this.#follows = true;
      const apply = (frame) => this.#apply(frame);
      client.live?.followDashboard({ waiting: true }, apply);
      signal.addEventListener("abort", () => client.live?.unfollowDashboard(apply));
    };
    model.addEventListener("change", follow, { signal });
  }

  get count() {
    return this.#waiting.size - Number(this.#waiting.has(this.model.visit));
  }

  #apply(frame) {
    if (frame.type === "started") this.#waiting.clear();
    else if (frame.type === "dashboard_row") this.#waiting.add(frame.view.visit);
    else if (frame.type === "dashboard_row_removed") this.#waiting.delete(frame.visit);
    else return;
    this.element.hidden = this.count === 0;
    setText(this.element, t("call.otherVisits", { count: this.count }));
    this.dispatchEvent(new Event("change"));
  }
}
