// The clinic's quick phrases: a button that opens a list. Choosing one inserts it at the cursor and never sends.

import { el } from "../shared/dom.js";
import { icon } from "../shared/icons.js";
import { openMenu } from "../shared/person-menu.js";
import { t } from "../shared/texts.js";

/** How long a failed request waits for its repetition at first, in milliseconds; then twice as long each time. */
const FIRST_WAIT = 5_000;
const LONGEST_WAIT = 5 * 60_000;

/** The phrases of the clinic, asked for once. @type {Promise<string[]> | null} */
let known = null;
let wait = FIRST_WAIT;

/** The phrases; none while they can't be read. @param {import("../client/api.js").Api} api */
function phrases(api) {
  known ??= api.get("/phrases").then(
    (answer) => answer.phrases,
    () => {
      setTimeout(() => (known = null), wait);
      wait = Math.min(wait * 2, LONGEST_WAIT);
      return [];
    },
  );
  return known;
}

/**
 * A button for the care team; hidden while the clinic has no phrases.
 * @param {import("../client/api.js").Api} api @param {(phrase: string) => void} insert
 */
export function phrasesButton(api, insert) {
  let wanted = false;
  const button = el(
    "button",
    {
      type: "button",
      class: "tool phrases",
      hidden: true,
      title: t("composer.phrases"),
      "aria-label": t("composer.phrases"),
      "aria-haspopup": "menu",
      "aria-expanded": "false",
    },
    icon("phrases"),
  );
  button.addEventListener("click", async () => {
    const all = await phrases(api);
    openMenu(button, all.map((phrase) => ({ label: phrase, run: () => insert(phrase) })));
  });
  /** @param {boolean} offered */
  button.refresh = async (offered) => {
    wanted = offered;
    const some = offered && (await phrases(api)).length > 0;
    // The chat may have been greyed out in the meantime.
    button.hidden = !(some && wanted);
  };
  return button;
}
