// The script of the oversight page.

import "./web/oversight/visit-oversight.js";
import "./page.js";
