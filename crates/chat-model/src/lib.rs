//! Bounded model of a visit, explored exhaustively.
//!
//! Property tests try many paths; the model tries *all* of them, up to a depth. Starting from an
//! empty log, it takes every step that any actor may request in every state it reaches, breadth
//! first, and checks each result, accepted or refused, against all laws of `chat-laws`. If a few
//! steps can break a law, the first and shortest path that does is found and printed. The model
//! runs the product's own `decide` and `evolve`, not a reimplementation.
//!
//! ```text
//! cargo run --release -p chat-model -- --seconds 60
//! cargo run --release -p chat-model -- --seconds 600 --world "three people"
//! ```
//!
//! For each world, this prints the depth explored completely, the number of states and transitions,
//! and the first broken law, if any, with its path and the change made by its last step. A broken
//! law makes the command fail.
//!
//! # One visit ([`visit`])
//!
//! **Actors and commands.** Up to two providers, staff, two patients and a guest, plus the host, an
//! overseer and an outsider who is not a participant. Each of them issues every command about each
//! of them: in every chat that can be named with them, with right and wrong recipients, without
//! content, with their own and others' files, and again with the same client id, for the same or
//! other content ([`visit::Ask`]). Steps that no state permits, such as a patient locking a chat or
//! a chat between two patients, are taken in the first state of each level and then in every
//! sixteenth state; all other steps are taken in every state. A rule that wrongly permits such a
//! step may therefore be found a level or two late.
//!
//! **Roots.** Exploration starts from the empty log: the first step schedules the visit, with
//! everyone or with only a provider and a patient, whom others join later. Two further roots reach
//! deeper: a call with everyone in it, and a visit in which the providers have started their chats.
//! A world of two people and one message is small enough to explore *completely*.
//!
//! **Bound.** Messages make the state space infinite, so [`visit::Bound`] limits how many messages,
//! corrections and uploads a state may hold and still be expanded: in most worlds two messages per
//! chat with one correction each. A step beyond the bound is taken and judged, but the resulting
//! state is not expanded.
//!
//! **Merging states.** Two states are merged if their [`visit::key`]s are equal. The key covers all
//! of `VisitState` except what no rule can observe: times; log positions, of which rules use only
//! the order; texts, which in the model follow from a message's position; and chats that are back
//! in their initial state. Ids are derived from positions, so the order in which two chats were
//! written to makes no difference. There is no symmetry reduction between people. A test samples
//! merged states and checks that every step gives the same events or refusal in both and leads to
//! equal keys, and that everyone is shown the same view.
//!
//! A law may look at the log, which the key does not cover. Each transition is judged with the log
//! of one shortest path to its state, plus the step's own entries. A law that distinguishes two
//! logs of the same state is checked for only one of them.
//!
//! # Two nodes ([`nodes`])
//!
//! Two nodes serve a visit from one log. Each decides on its own view, which may be arbitrarily
//! stale. The log accepts entries only at the version they were decided on; otherwise the node
//! catches up and decides again. Nodes crash before and after their append is stored, answers are
//! lost, and clients retry through either node. Four laws hold in every state: each entry was
//! permitted by the log before it, a client's message is stored once, acknowledged requests are in
//! the log, and nodes that have caught up agree. One removal and two messages, with up to two
//! attempts each, are explored completely. Not modeled: more than two nodes, partial reads, failing
//! reads.
//!
//! # One held file ([`files`])
//!
//! Two nodes settle a held file: one may release it while the other gives it up. Each step is one call of the ledger, the log or
//! the store, with crashes between any two. A file that messages can carry has its bytes in every state; the world is small enough
//! to explore completely.
//!
//! # Mutation tests
//!
//! A model takes its rules as a parameter ([`visit::Rules`]), and two nodes can be given a
//! [`nodes::Flaw`] or a [`files::Flaw`]. The tests use deliberately wrong ones and check that the right law catches
//! each.
//!
//! The search is implemented here ([`mod@explore`]) instead of using a model checker: laws refer to
//! transitions and logs, which a checker's state properties can't see, and rebuilding states from
//! their paths takes a tenth of the memory.

pub mod explore;
pub mod files;
pub mod nodes;
pub mod visit;
