// A participant in the call.

import { avatar, showAvatar } from "../shared/avatar.js";
import { badge, nameWithBadge, showBadge } from "../shared/badge.js";
import { el, setText } from "../shared/dom.js";
import { icon } from "../shared/icons.js";
import { t } from "../shared/texts.js";
import { nameOf, plainName, presence } from "../shared/words.js";

/**
 * @param {import("../client/visit-model.js").VisitModel} model
 * @param {(chat: string, opener: HTMLElement) => void} openDirect
 */
export function tile(model, openDirect) {
  const face = avatar();
  const name = el("span", { class: "tile-name" });
  const note = el("span", { class: "tile-note" });
  const unread = badge();
  const bubble = el("button", { type: "button", class: "bubble", hidden: true }, icon("bubble"), unread);
  const element = el("li", { class: "tile", part: "tile" }, face, bubble, el("div", { class: "tile-foot" }, name, note));
  let looks = "";
  element.refresh = (p) => {
    element.dataset.person = p.person;
    element.dataset.presence = p.presence;
    const chat = model.directWith(p.person)?.chat ?? null;
    const now = JSON.stringify([p, chat]);
    if (now !== looks) {
      showAvatar(face, p);
      name.replaceChildren(nameOf(p));
      const parts = [p.person === model.view.me ? t("people.you") : t(`roles.${p.role}`)];
      if (p.is_primary) parts.push(t("people.primary"));
      if (p.presence !== "in_call") parts.push(presence(p));
      setText(note, parts.join(" · "));
      bubble.hidden = !chat;
      bubble.onclick = () => openDirect(chat, bubble);
      const label = t("visits.directWith", { name: plainName(p) });
      bubble.title = label;
      looks = now;
    }
    showBadge(unread, model.news(chat));
    nameWithBadge(bubble, unread);
  };
  return element;
}
