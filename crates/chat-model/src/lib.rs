//! A bounded model of a visit, explored completely.
//!
//! Generated tests try many paths; this tries *all* of them, up to a depth. It begins with an empty
//! log, takes every step that anybody may ask for in every state it finds, breadth first, and holds
//! each answer against all laws of `chat-laws`, whether something happened or was refused. So a law
//! that a few steps can break is broken by the first, shortest path that does, and that path is
//! printed. What is explored is the product's own `decide` and `evolve`; nothing is modeled after them.
//!
//! ```text
//! cargo run --release -p chat-model -- --seconds 60
//! cargo run --release -p chat-model -- --seconds 600 --world "three people"
//! ```
//!
//! prints for each world how deep it was explored completely, the states and transitions, and the
//! first law that was broken, if one was, with its path and what its last step changed. It fails then.
//!
//! # One visit ([`visit`])
//!
//! **Who and what.** Two providers, staff, two patients and a guest, or fewer; the host and an overseer;
//! somebody who takes no part. Every command, by each of them, about each of them: in every chat that
//! can be named with them, with the right and wrong recipients, without content, with one's own and
//! others' files, once more and otherwise under the same client's id ([`visit::Ask`]). What no state
//! permits, such as a patient's locking a chat or a chat of two patients, is taken in the first state of
//! each level and else by turns, once in sixteen states; all other steps are taken in every state. So
//! a wrong permission for such a step may be found a level or two later than it could be.
//!
//! **Where from.** From the empty log: scheduling the visit is the first step, with everyone or with
//! a provider and a patient, whom others join later. Two further roots get deeper: a call with everyone
//! in it, and a visit in which the provider's chats are started. Two people with one message are
//! few enough that *all* there is can be explored.
//!
//! **The bound.** Messages make a visit endless, so [`visit::Bound`] says how many of them, of their
//! corrections and of uploads a state may hold to be gone on from: in most worlds two messages a chat,
//! one correction each. A step that leads beyond it is taken and judged; what follows is not.
//!
//! **States that are one.** Two states are one if their [`visit::key`]s are equal. The key holds all of
//! `VisitState` but for what no rule can see: times; log positions, of which rules only ask the
//! order; texts, which in the model follow from a message's place; chats of which nothing is said any
//! more. Ids are made of places, so that the order in which two chats were written to makes no
//! difference. People are never exchanged for each other. A test samples merged states and finds that
//! each of all steps has the same events or refusal in both, and leads to equal keys again, and that
//! everyone is shown the same.
//!
//! A law may look at the log, which the key does not hold. Each transition is judged with the log of a
//! shortest path to its state and with the step's own entries; a law that tells apart two logs of one
//! state has been asked about one of them only.
//!
//! # Two nodes ([`nodes`])
//!
//! Two nodes serve a visit from one log. Each decides on its own view, which may be any amount behind;
//! the log takes entries only at the version that they were decided on, else the node reads up and
//! decides again. Nodes die before and after their append is stored, answers are lost, clients ask once
//! more through either node. Four laws hold in every state: each entry was permitted by the log
//! before it, a client's message is stored once, what was acknowledged is in the log, and nodes that
//! have read up agree. One removal and two messages, each asked up to twice, are explored to the end.
//! What is missing there: more than two nodes, reads of half the news, failing reads.
//!
//! # Wrong rules
//!
//! A model takes its rules as a parameter ([`visit::Rules`]), and two nodes can be given a
//! [`nodes::Flaw`]. The tests use deliberately wrong ones, and see that the right law finds each out.
//!
//! The search is written here ([`mod@explore`]) rather than taken from a model checker: laws speak
//! of transitions and logs, which the checkers' properties of states do not see, and a state that is
//! found again by its path takes a tenth of the memory.

pub mod explore;
pub mod nodes;
pub mod visit;
