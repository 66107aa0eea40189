// A button for an action on a visit.

import { el, sure } from "./dom.js";
import { refusalText } from "./texts.js";

/**
 * A button for an action in the server's view; greyed out with the refusal's sentence.
 * @param {import("../client/visit-model.js").VisitModel} model @param {string} action @param {string} label
 * @param {{primary?: boolean, confirm?: () => string, notify: (sentence: string) => void, then?: () => void}} options
 */
export function actionButton(model, action, label, { primary, confirm, notify, then }) {
  const press = async () => {
    const offer = model.action(action);
    if (offer && !offer.permitted) return notify(refusalText(offer.refusal));
    if (confirm && !(await sure(button, confirm(), label))) return;
    try {
      if (offer) await model.act(action);
      then?.();
    } catch (problem) {
      notify(problem.message);
    }
  };
  const attributes = { type: "button", class: primary ? "button primary" : "button", onclick: press };
  const button = el("button", { ...attributes, "data-action": action }, label);
  button.refresh = () => {
    const offer = model.action(action);
    button.hidden = !offer;
    // Not `disabled`: keyboards and screen readers must reach the reason.
    button.setAttribute("aria-disabled", String(Boolean(offer && !offer.permitted)));
    button.title = offer?.refusal ? refusalText(offer.refusal) : "";
  };
  button.refresh();
  return button;
}
