// What is asked before an action that ends a visit's chats for everyone.

import { t } from "../shared/texts.js";
import { moment } from "../shared/times.js";
import { nameOf, plainName, shortId } from "../shared/words.js";

/**
 * The question, with the patients it concerns, and its consequences.
 * @param {import("../client/visit-model.js").VisitModel} model @param {string} action
 * @returns {{question: string, details: (string | Node)[]}}
 */
export function closingWords(model, action) {
  const { view, visit } = model;
  const patients = view.participants.filter((p) => p.role === "patient" && p.presence !== "removed");
  const [first, ...others] = patients;
  const id = shortId(visit);
  const name = first && plainName(first);
  const more = t("counts.otherPatients", { count: others.length });
  const whose = others.length > 0 ? t("closing.whose", { name, others: more }) : name;
  const question = first ? t(`closingPatient.${action}`, { name: whose }) : t(`closingVisit.${action}`, { id });
  const line = [moment(view.scheduled_for), ` · ${t("visits.within", { id })}`];
  const names = patients.flatMap((p) => [" · ", nameOf(p, { identifier: true })]);
  return { question, details: [joined([...line, ...names]), t(`closingEffect.${action}`), stillWaits(model)] };
}

/** What the action leaves without an answer, of what this person is shown (R4). */
function stillWaits(model) {
  const chats = model.view.chats.filter((c) => c.waiting).length + model.view.passed_on.length;
  const notices = model.waitingNotices().length;
  if (chats + notices === 0) return t("closing.noneWaits");
  return `${whatWaits(chats, notices)} ${t("closing.ends")}`;
}

function whatWaits(chats, notices) {
  if (notices === 0) return t("closing.chats", { count: chats });
  if (chats === 0) return t("closing.notices", { count: notices });
  return t("closing.both", { chats: t("counts.chats", { count: chats }), notices: t("counts.notices", { count: notices }) });
}

function joined(parts) {
  const line = document.createElement("span");
  line.append(...parts);
  return line;
}
