// The server's data as types for TypeScript, made from the description of its API by a test of `chat-http`.

/**
 * An action, available or greyed out.
 * @typedef {object} Action
 * @property {ActionName} action The action.
 * @property {boolean} permitted Whether it is permitted.
 * @property {Refusal | null} refusal
 */

/** @typedef {"enter_waiting_room" | "join_call" | "leave" | "end_call" | "complete_visit" | "cancel_visit" | "mark_no_show" | "mark_left_without_being_seen" | "end_follow_up" | "reopen_visit"} ActionName An action that a screen offers as a button. */

/**
 * A role in which people can be added, available or greyed out.
 * @typedef {object} Addition
 * @property {boolean} may_share_history Whether the earlier visit chat can be shared with them (M6).
 * @property {boolean} permitted Whether a person can be added in it.
 * @property {Refusal | null} refusal
 * @property {RoleName} role The role.
 */

/**
 * A change of a participant, available or greyed out.
 * @typedef {object} Change
 * @property {ChangeName} change The change.
 * @property {boolean} permitted Whether it is permitted.
 * @property {Refusal | null} refusal
 */

/** @typedef {"edit" | "remove" | "undo_removal"} ChangeName A change of a participant. */

/**
 * A chat as seen by its viewer.
 * @typedef {object} Chat
 * @property {boolean} can_read Whether the viewer may read it.
 * @property {boolean} can_write Whether the viewer may write in it.
 * @property {string} chat The chat: `visit` or `direct:<care person>:<attendee person>`.
 * @property {boolean} closed Whether it is closed, and not only greyed out for a while (W8, P8).
 * @property {boolean} locked Whether attendees are locked out (W6).
 * @property {boolean} may_correct Whether the viewer may correct their own messages here (F8).
 * @property {boolean} may_lock Whether the viewer may lock and unlock it.
 * @property {Retracts} may_retract Whose messages the viewer may retract here (F8).
 * @property {SetAside | null} no_answer_needed
 * @property {string | null} peer The other person; `null` in the visit chat (P5).
 * @property {Refusal | null} read_refusal
 * @property {Recipient} recipient The recipient that a send must name (P6).
 * @property {boolean} started Whether the care side has started the chat (W4).
 * @property {Waiting | null} waiting
 * @property {Refusal | null} write_refusal
 */

/** @typedef {{seen?: LastNumbers, type: "follow", visit: string} | {type: "unfollow", visit: string} | {from?: string | null, phases?: Array<PhaseName>, type: "follow_dashboard", until?: string | null, waiting?: boolean} | {type: "unfollow_dashboard"} | {chat: string, client_id: string, files?: Array<string>, recipient: Recipient, request: number, text?: string | null, type: "send", visit: string} | {chat: string, request: number, through: number, type: "mark_read", visit: string} | {chat: string, type: "typing", visit: string}} ClientFrame A frame from the client. */

/** @typedef {"left" | "dropped"} DepartureName How a participant came to be away: they left, or were dropped after their live connections were lost. */

/**
 * A stored file that passed the checks.
 * @typedef {object} File
 * @property {string} attachment The file.
 * @property {boolean} is_image Whether screens show it as a picture.
 * @property {string} media_type The media type detected from the bytes.
 * @property {string} name The display name.
 * @property {string} sha256 The SHA-256 of the stored bytes, in hexadecimal.
 * @property {number} size The size in bytes.
 */

/**
 * A run of entries.
 * @typedef {object} Gap
 * @property {number} first The first entry.
 * @property {number} last The last entry.
 */

/**
 * A handover in effect.
 * @typedef {object} Handover
 * @property {string} at When they did.
 * @property {string} from The provider who handed over.
 * @property {Array<OpenedChat>} opened The earlier direct chats that the new provider may read because of it; only those of which the viewer may know.
 * @property {string} to The provider who took over.
 */

/** @typedef {"one_to_one" | "group"} KindName One patient, or several. */

/** @typedef {Record<string, number>} LastNumbers For each chat, the number of a message. */

/**
 * The limits that a screen states (F6).
 * @typedef {object} Limits
 * @property {number} max_addressed Maximum chats that one text is sent to.
 * @property {number} max_file_bytes Maximum bytes of a file.
 * @property {number} max_files_per_message Maximum files in a message.
 * @property {number} max_text_chars Maximum characters of a text.
 */

/**
 * The caller, according to their token.
 * @typedef {object} Me
 * @property {string} clinic The clinic.
 * @property {boolean} host Whether the caller is the embedding service.
 * @property {boolean} may_oversee Whether the person may break the glass (M5).
 * @property {string | null} person The person; `null` for the embedding service.
 */

/**
 * A message in its current version (F8).
 * @typedef {object} Message
 * @property {string} author The author.
 * @property {string} chat The chat.
 * @property {string | null} client_id The author's own id for the message; only the author sees it.
 * @property {Array<File>} files The files; empty if the message was retracted.
 * @property {string} message The message.
 * @property {number} number The message's number: its position among what the reader may read of the chat.
 * @property {Retraction | null} retraction
 * @property {string} sent_at When it was committed.
 * @property {string | null} text The current text; `null` if the message has none or was retracted.
 * @property {number} version 1, plus one for each correction.
 * @property {number} version_number The number of this version: it is read by those who have read so far (R2).
 */

/**
 * A page of a chat. Corrections and retractions have numbers too, so a page may have fewer messages than numbers.
 * @typedef {object} MessagePage
 * @property {string} chat The chat.
 * @property {number | null} first The first number that the page covers: to go backward, pass it as `before`.
 * @property {number | null} last The last number that the page covers: to go forward, pass it as `after`.
 * @property {Array<Message>} messages The messages in order, without duplicates.
 * @property {boolean} more Whether there are more entries in the requested direction.
 */

/**
 * A notice as seen by the care team or its sender.
 * @typedef {object} Notice
 * @property {string} notice The sender's id for it.
 * @property {string | null} seen_at When that was recorded.
 * @property {string | null} seen_by Who of the care team recorded that they saw to it; `null` unless settled, and if the viewer may not know of them.
 * @property {string} sender The sender.
 * @property {string} sent_at When it was committed.
 * @property {NoticeStatus} status Whether it waits, or how its wait ended (R4).
 * @property {string} text The text.
 */

/**
 * The proof that a notice is stored (F7, G3).
 * @typedef {object} NoticeReceipt
 * @property {string} notice The notice; an earlier one if one with this text already waited.
 * @property {string} sent_at When it was committed.
 */

/** @typedef {"waiting" | "settled" | "closed"} NoticeStatus Whether a notice waits, or how its wait ended: one of the care team recorded that they saw to it, or the visit was closed. */

/**
 * An earlier direct chat that the new provider may read.
 * @typedef {object} OpenedChat
 * @property {string} chat The chat.
 * @property {number} through The newest entry at the handover. The new provider may read the messages up to it.
 */

/**
 * A participant as seen by the viewer.
 * @typedef {object} Participant
 * @property {string | null} away_since Since when they are away; shown to the care team and to the person themself.
 * @property {boolean} care_team Whether the role belongs to the care team; the others are attendees.
 * @property {Array<Change>} changes What the viewer may change about them (V4); empty for attendees.
 * @property {DepartureName | null} departure
 * @property {Refusal | null} direct_refusal
 * @property {string | null} in_waiting_room_since Since when they are in the waiting room; care team only.
 * @property {boolean} is_primary Whether they are the primary patient; care team only (P1).
 * @property {string} looks A key that is equal for names that look alike, also in other visits (P7). Not for reading.
 * @property {string} name The display name.
 * @property {string} person The person.
 * @property {PresenceName} presence The presence.
 * @property {string | null} qualifier Distinguishes participants whose names look the same; shown beside the name (P7). For the care team it is, or begins with, the second identifier if that differs.
 * @property {number | null} rank A patient's rank; care team only (P1).
 * @property {RoleName} role The role.
 * @property {string | null} second_identifier The second identifier; care team only (P7).
 */

/**
 * The wait of a direct chat of others, whose care side handed over to the viewer or was removed.
 * @typedef {object} PassedOnWait
 * @property {string} chat The chat. The viewer does not read it.
 * @property {string} newest When the newest one was.
 * @property {string} since When the oldest message that waits was sent.
 */

/** @typedef {"unscheduled" | "scheduled" | "in_progress" | "completed" | "cancelled" | "no_show" | "left_without_being_seen" | "reopened"} PhaseName A visit's phase. */

/** @typedef {"expected" | "waiting" | "in_call" | "away" | "removed"} PresenceName A participant's presence. */

/**
 * Why a request failed: RFC 9457, with a reason code and the rule.
 * @typedef {object} Problem
 * @property {string} code A stable reason code.
 * @property {string} detail A sentence for the person concerned. Holds no health data.
 * @property {string | null} [request_id] The request's id, which is also in its header `X-Request-Id` and in the server's log.
 * @property {number | null} [retry_after] Seconds to wait before retrying, if the request was rate limited.
 * @property {string | null} rule The rule that refuses the request, if one does.
 * @property {number} status The HTTP status.
 * @property {string} title The name of this kind of problem.
 * @property {string | null} [token_fault] What is wrong with the token, if one was refused: a stable code.
 * @property {string} type `urn:visit-chat:problem:` and the code.
 */

/**
 * A person who has read a version of a message.
 * @typedef {object} ReadBy
 * @property {string} at When they first did.
 * @property {string} person The person.
 */

/**
 * How far a person has read a chat.
 * @typedef {object} Reader
 * @property {number} after They had read everything from `first` up to this entry before.
 * @property {string} at The time.
 * @property {number} first From this entry on, they and the viewer may read the chat.
 * @property {Array<Gap>} gaps The entries up to `through` that they may not read, and so have not read: they were removed when these were sent (W9).
 * @property {string} person The person.
 * @property {number} through They read everything from there up to this entry at `at`.
 */

/**
 * How far a chat has been read, as its viewer sees it (R1).
 * @typedef {object} Reading
 * @property {string} chat The chat.
 * @property {Array<Reader>} readers The other readers whom the viewer sees; in a later frame only those who have read more.
 * @property {number} through The newest entry that the viewer has marked as read; 0 if there is none.
 * @property {number} unread The viewer's unread messages; 100 means that many or more.
 */

/**
 * The proof that a message is stored (F7, G3).
 * @typedef {object} Receipt
 * @property {string} chat The chat.
 * @property {string} client_id The client's id.
 * @property {string} message The message.
 * @property {number} number The message's number for its author.
 * @property {string} sent_at When it was committed.
 */

/** @typedef {"everyone" | {person: string}} Recipient The recipient that a sender means (P6): `"everyone"` or `{"person": …}`. */

/**
 * Why something is not permitted: the rule, code and sentence that a request would be refused with (W11).
 * @typedef {object} Refusal
 * @property {string} code A stable reason code.
 * @property {string} rule The rule's id.
 * @property {string} sentence A sentence for the person concerned.
 */

/**
 * Metadata that was removed from a photo.
 * @typedef {object} Removed
 * @property {string} code A stable code.
 * @property {string} sentence A sentence for the uploader.
 */

/**
 * Who retracted a message, and why (F8).
 * @typedef {object} Retraction
 * @property {string} at The time.
 * @property {string | null} by The person; `null` if it was not a person.
 * @property {string} reason The reason.
 */

/** @typedef {"none" | "own" | "any"} Retracts Whose messages the viewer may retract. */

/** @typedef {"provider" | "staff" | "patient" | "guest" | "interpreter"} RoleName A participant's role in a visit. */

/**
 * A message to send. The chat is in the path.
 * @typedef {object} Send
 * @property {string} client_id The client's own new id for the message. If in doubt, retry with the same id (F7).
 * @property {Array<string>} [files] Files that the sender uploaded for this chat.
 * @property {Recipient} recipient The recipient that the sender means (P6).
 * @property {string | null} [text] 1 to 8,000 characters; may be absent with at least one file (F6).
 */

/**
 * A notice to send.
 * @typedef {object} SendNotice
 * @property {string} notice The client's own new id for the notice. If in doubt, retry with the same id (F7).
 * @property {string} text One of the `offered_notices` of the visit.
 */

/** @typedef {{type: "view", view: VisitView, visit: string} | {page: MessagePage, type: "chat", visit: string} | {chat: string, message: Message, number: number, type: "message", visit: string} | {reading: Reading, type: "reading", visit: string} | {chat: string, person: string, type: "typing", visit: string} | {refusal: Refusal, type: "ended", visit: string} | {problem: Problem, type: "failed", visit: string | null} | {type: "dashboard_row", view: VisitView} | {type: "dashboard_row_removed", visit: string} | {type: "dashboard_waiting", visits: number} | {type: "heartbeat"} | {receipt: Receipt, request: number, type: "receipt"} | {problem: Problem, request: number | null, type: "problem"}} ServerFrame A frame from the service. */

/**
 * The record that no answer is needed (R4).
 * @typedef {object} SetAside
 * @property {string} at When.
 * @property {string} by Who recorded it.
 */

/** @typedef {"released" | "held"} StageName Whether a message can carry an accepted file. */

/** @typedef {File & {removed: Array<Removed>, stage: StageName, upload: string}} Upload A file that was accepted. */

/** @typedef {{file: File, stage: "released"} | {file: File, stage: "held"} | {stage: "arriving"} | {code: string, sentence: string, stage: "refused"}} UploadStatus The status of an upload. */

/**
 * One version of a message.
 * @typedef {object} Version
 * @property {string} at When it was committed.
 * @property {number} number The entry that holds it.
 * @property {Array<ReadBy>} read_by Who had read it before it was corrected or retracted, in the order of reading (R3).
 * @property {string | null} text The text; `null` if it has none, or was retracted and is hidden from the caller.
 * @property {number} version 1 for the text as it was sent, plus one for each correction.
 */

/**
 * The versions of a message, oldest first (R2).
 * @typedef {object} Versions
 * @property {Array<Version>} versions The versions.
 */

/**
 * A visit as seen by one participant.
 * @typedef {object} VisitView
 * @property {Array<Action>} actions The viewer's actions other than writing.
 * @property {Array<Addition>} additions The roles in which the viewer may add people (V4); empty for attendees.
 * @property {boolean} call_underway Whether a call is in progress.
 * @property {boolean} came_back Whether the viewer was removed and came back, so that messages sent in between are not shown (W9).
 * @property {Array<Chat>} chats The viewer's chats, the visit chat first.
 * @property {string} clinic The clinic.
 * @property {string | null} default_direct_chat The chat that *Direct Message* opens when no person was selected (P2, P3).
 * @property {string | null} follow_up_until Until when direct chats stay open after the visit's completion; `null` without a follow-up (W8). It ends later if a message waits.
 * @property {Array<Handover>} handovers The handovers in effect that the viewer sees, oldest first (V7).
 * @property {boolean} keeps_read_marks Whether the visit keeps read marks (R1).
 * @property {KindName} kind One-to-one or group.
 * @property {Limits} limits The limits of a message (F6).
 * @property {Array<string>} may_be_handed_over The providers whose part of the visit the viewer may hand over (V7).
 * @property {boolean} may_have_direct_chats Whether the viewer's role can have direct chats in this visit (M3, M4), even if there is no one for the other side yet.
 * @property {string} me The viewer.
 * @property {Array<Notice>} notices The notices to the care team, oldest first: for the care team everyone's, for all others their own (W7). All that wait, and the newest 20 of each sender's others.
 * @property {Array<string>} offered_notices The notices that the viewer may send to the care team now (W7).
 * @property {Array<Participant>} participants All participants that the viewer may know of, in the order of being added.
 * @property {Array<PassedOnWait>} passed_on The waits of direct chats of others whose care side handed over to the viewer or was removed, longest first (R4). Included in `waiting_since`.
 * @property {PhaseName} phase The phase.
 * @property {boolean} records_no_answer_needed Whether the care side can record that no answer is needed (R4).
 * @property {string} scheduled_for The scheduled time.
 * @property {boolean} shows_typing Whether the visit shows who is typing (R5).
 * @property {boolean} told_who_read_retracted Whether the viewer sees who had read other authors' retracted messages (R3). Authors see it for their own messages where the visit keeps read marks.
 * @property {string} visit The visit.
 * @property {string | null} waiting_since Since when an attendee's message waits for an answer from the viewer's side, in any chat, or a notice for the care team (R4).
 */

/**
 * A page of a person's visits.
 * @typedef {object} Visits
 * @property {string | null} next Pass it as `after` for the next page; `null` at the end.
 * @property {Array<VisitView>} visits The visits, ordered by scheduled time; with `waiting`, by since when they wait.
 * @property {number} waiting How many of the person's visits wait for their answer (R4), whatever the query.
 */

/**
 * The oldest attendee's message of a chat that waits for an answer.
 * @typedef {object} Waiting
 * @property {number} number The caller's number of the message, or of its newest correction.
 * @property {string} since When it was sent.
 */
