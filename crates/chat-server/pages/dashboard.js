// The dashboard's script.

import "./web/waiting-room/waiting-room.js";
import "./web/chat/visit-chat-dock.js";
import "./page.js";
