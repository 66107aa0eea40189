// The script of an attendee's page.

import "./web/visit/my-visit.js";
import "./page.js";
