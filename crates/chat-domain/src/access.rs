//! Access to chats: the one function that the screen, the server and the auditor use (W11).

mod accesses;
mod chat;
mod closing;
mod direct;
mod handover;
mod invitation;
mod messages;
mod notices;
mod participant;
mod read;
mod reading;
mod reminders;
mod typing;
mod upload;
mod visit_chat;
mod waiting;
mod writing;

pub use accesses::{may_know_of_access, may_list_accesses};
pub use chat::{Access, access, may_write};
pub use closing::{Due, due, hides_reminders};
pub(crate) use closing::{completes_by_policy, earliest_due, open_in};
pub(crate) use direct::{may_have_direct_chats, no_direct_chat, roles};
pub use handover::may_read_handed_over;
pub(crate) use handover::sees_handover;
pub use invitation::may_join_by_link;
pub use messages::{Retracts, may_retract_in};
pub use notices::may_send_notices;
pub(crate) use notices::{hears_notices, repeats_waiting_notice};
pub(crate) use participant::{known_since, may_manage, open, was_away_at};
pub use participant::{participant, sees};
pub(crate) use read::readable;
pub use read::{
    may_oversee, may_oversee_file, may_read, may_read_file, may_read_message, numbering, sees_call,
};
pub(crate) use reading::{known_mark, readers_of, told_who_read_retracted};
pub use reminders::{next_reminder, reminders_due};
pub(crate) use reminders::{open_for, people_to_alert, people_to_remind, reminds, shortest};
pub use typing::{Typing, may_signal_typing, sees_typing};
pub use upload::may_upload;
pub(crate) use visit_chat::{may_share_history, reads_from_the_start};
pub(crate) use waiting::{on_care_side, stands_in};
pub use waiting::{passed_on, passed_on_at, set_aside_in, waiting_since, waits_for};
pub(crate) use writing::{may_act, may_add, may_add_text, may_correct_again};
