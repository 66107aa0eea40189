// The call's script.

import "./web/call/call-chat.js";
import "./page.js";
