// Saving what the viewer may read of a visit, as a file.

import { el } from "../shared/dom.js";
import { t } from "../shared/texts.js";
import { shortId } from "../shared/words.js";

/**
 * Has a transcript made, and saves it. Its times are in the time zone of this device.
 * @param {import("../client/visit-model.js").VisitModel} model @param {(sentence: string) => void} notify
 */
export async function saveTranscript(model, notify) {
  notify(t("records.making"));
  try {
    const url = URL.createObjectURL(await model.api.download(`${model.path}/transcript?${new URLSearchParams({ zone: zone() })}`));
    el("a", { href: url, download: `transcript-${shortId(model.visit)}.txt` }).click();
    // The browser still reads it.
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
    notify(t("records.made"));
  } catch (problem) {
    notify(problem.message);
  }
}

/** The name of the time zone; UTC if this device knows none. */
function zone() {
  return Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC";
}
