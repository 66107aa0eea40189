// All elements.

export { ChatClient } from "./client/chat-client.js";
export { CallChat } from "./call/call-chat.js";
export { VisitChat } from "./chat/visit-chat.js";
export { VisitChatDock } from "./chat/visit-chat-dock.js";
export { MyVisit } from "./visit/my-visit.js";
export { VisitOversight } from "./oversight/visit-oversight.js";
export { WaitingRoom } from "./waiting-room/waiting-room.js";
export { useTexts } from "./shared/texts.js";
