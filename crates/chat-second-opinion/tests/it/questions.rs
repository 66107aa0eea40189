//! A question at a moment of a visit.

use crate::{
    chance::Chance,
    commands::{
        add, any_reason, correct, edit_participant, edit_visit, hand_over, mark, reason, retract,
        say, set_aside, stage, undo_removal,
    },
    facts::{Facts, care_team},
    notices::{notify, notify_again, settle},
    people::{any_person, anyone, of_role, or_anyone, overseer, overseers, sender},
    subject::{chat_of, whom},
    visits::Visit,
    waits::end_passed_on,
};
use chat_domain::{Actor, AttachmentId, ChatKey, Command, Event, PersonId, Recipient, Role};

/// A question: may this actor do this?
#[derive(Clone, Debug)]
pub struct Question {
    pub actor: Actor,
    pub ask: Ask,
}

#[derive(Clone, Debug)]
pub enum Ask {
    ReadChat(ChatKey),
    /// Reading a log entry, given by index, that concerns a message.
    ReadEntry(usize),
    ReadFile(AttachmentId),
    WriteChat(ChatKey),
    SignalTyping(ChatKey),
    Do(Command),
}

/// The actions and their weights: higher where many policies apply. A misdirected send names a
/// recipient other than the chat's (P6).
const KINDS: [(&str, usize); 39] = [
    ("readChat", 1),
    ("readEntry", 5),
    ("readHandedOver", 4),
    ("readFile", 6),
    ("writeChat", 11),
    ("signalTyping", 2),
    ("sendMessage", 2),
    ("misdirected", 1),
    ("stageFile", 4),
    ("discardFile", 2),
    ("correctMessage", 1),
    ("retractMessage", 2),
    ("lockChat", 1),
    ("unlockChat", 1),
    ("breakGlass", 1),
    ("markRead", 7),
    ("markEarlier", 3),
    ("noAnswerNeeded", 8),
    ("sendNotice", 3),
    ("settleNotice", 1),
    ("scheduleVisit", 1),
    ("addParticipant", 1),
    ("removeParticipant", 1),
    ("handOver", 5),
    ("enterWaitingRoom", 1),
    ("joinCall", 3),
    ("leave", 1),
    ("drop", 2),
    ("endCall", 1),
    ("completeVisit", 1),
    ("completeByPolicy", 2),
    ("endFollowUp", 2),
    ("cancelVisit", 1),
    ("markNoShow", 1),
    ("markLeftWithoutBeingSeen", 3),
    ("undoRemoval", 2),
    ("editVisit", 2),
    ("editParticipant", 5),
    ("reopenVisit", 1),
];

impl Question {
    /// Draws a question that makes sense now, mostly one that might be permitted; `None` if it
    /// needs a message and there is none.
    pub fn draw(chance: &mut Chance, visit: &Visit) -> Option<Self> {
        let facts = Facts(&visit.log);
        let first = Self::any(chance, visit)?;
        if first.is_far_from_yes(&facts) && chance.percent(75) {
            return Self::any(chance, visit);
        }
        Some(first)
    }

    /// Whether the actor is not a participant or refers to someone else's direct chat.
    fn is_far_from_yes(&self, facts: &Facts<'_>) -> bool {
        let Actor::Person(person) = self.actor else {
            return false;
        };
        let chat = chat_of(facts, self);
        matches!(facts.presence(person), "none" | "removed")
            || matches!(chat, Some(ChatKey::Direct(pair)) if pair.other(person).is_none())
    }

    fn any(chance: &mut Chance, visit: &Visit) -> Option<Self> {
        let facts = Facts(&visit.log);
        let mut place = chance.below(KINDS.iter().map(|(_, often)| often).sum());
        let at_place = |(_, often): &&(&str, usize)| {
            let here = place < *often;
            place = place.saturating_sub(*often);
            here
        };
        let (kind, _) = *KINDS.iter().find(at_place).unwrap();
        match kind {
            "readEntry" | "readFile" => Self::about_reading(chance, visit, kind == "readFile"),
            "readHandedOver" => Self::about_a_handover(chance, &facts),
            "markEarlier" => Self::about_an_earlier_entry(chance, &facts),
            "discardFile" => Some(Self::about_discarding(chance, &facts)),
            "noAnswerNeeded" if chance.percent(60) => {
                let (person, command) = end_passed_on(chance, &facts)?;
                let by = or_anyone(chance, Actor::Person(person));
                Some(Self::asked(by, command))
            }
            "markRead" | "noAnswerNeeded" => {
                let (person, chat) = sender(chance);
                let command = if kind == "markRead" {
                    mark(chance, &facts, chat)
                } else {
                    set_aside(chance, &facts, chat)
                };
                let by = or_anyone(chance, Actor::Person(person));
                Some(Self::asked(by, command))
            }
            "correctMessage" | "retractMessage" => {
                let message = chance.pick(&facts.messages())?;
                let command = if kind == "correctMessage" {
                    correct(chance, message)
                } else {
                    retract(message)
                };
                let about = facts.message(message)?;
                let actor = if chance.percent(50) {
                    Actor::Person(about.author)
                } else {
                    Self::reader(chance, &facts, &about.chat)
                };
                Some(Self::asked(actor, command))
            }
            _ => Some(
                Self::about_chats(chance, kind)
                    .unwrap_or_else(|| Self::about_visit(chance, visit, kind)),
            ),
        }
    }

    const fn asked(actor: Actor, command: Command) -> Self {
        let ask = Ask::Do(command);
        Self { actor, ask }
    }

    fn about_reading(chance: &mut Chance, visit: &Visit, file: bool) -> Option<Self> {
        let facts = Facts(&visit.log);
        let (chat, ask) = if file {
            // Mostly files that were sent, often in retracted messages.
            let (sent, back) = (chance.percent(85), chance.percent(30));
            let mut files = facts.files();
            files.retain(|(file, ..)| match facts.carrier(*file) {
                None => !sent,
                Some(message) => {
                    !back
                        || facts
                            .message(message)
                            .is_some_and(|m| m.retracted_at.is_some())
                }
            });
            let (file, _, chat) = chance.pick(&files)?;
            (chat, Ask::ReadFile(file))
        } else {
            let about = |i: &usize| visit.log[*i].event.message().is_some();
            let entries: Vec<usize> = (0..visit.log.len()).filter(about).collect();
            if chance.percent(40)
                && let Some(missed) = chance.pick(&facts.missed_entries(&entries))
            {
                let (person, entry) = missed;
                return Some(Self {
                    actor: Actor::Person(person),
                    ask: Ask::ReadEntry(entry),
                });
            }
            let entry = chance.pick(&entries)?;
            (
                visit.log[entry].event.chat_entry()?.0,
                Ask::ReadEntry(entry),
            )
        };
        let actor = Self::reader(chance, &facts, &chat);
        Some(Self { actor, ask })
    }

    /// A new provider reads a direct chat of the previous one, from before the handover or after it;
    /// `None` if there was no handover, or nothing to read.
    fn about_a_handover(chance: &mut Chance, facts: &Facts<'_>) -> Option<Self> {
        let handovers = facts.0.iter().filter_map(|entry| match entry.event {
            Event::HandedOver { from, to } => Some((from, to)),
            _ => None,
        });
        let handovers: Vec<_> = handovers.collect();
        let (from, to) = chance.pick(&handovers)?;
        let theirs = |chat| matches!(chat, ChatKey::Direct(pair) if pair.care == from);
        let entries = facts.0.iter().enumerate().filter(|(_, entry)| {
            entry.event.message().is_some()
                && entry
                    .event
                    .chat_entry()
                    .is_some_and(|(chat, _)| theirs(chat))
        });
        let entries: Vec<usize> = entries.map(|(at, _)| at).collect();
        Some(Self {
            actor: Actor::Person(to),
            ask: Ask::ReadEntry(chance.pick(&entries)?),
        })
    }

    /// An attendee marks an entry of the visit chat, mostly one from before they entered; `None` if there
    /// is none.
    fn about_an_earlier_entry(chance: &mut Chance, facts: &Facts<'_>) -> Option<Self> {
        if chance.percent(60)
            && let Some((person, command)) = facts.mark_missed(chance)
        {
            return Some(Self::asked(Actor::Person(person), command));
        }
        let late = facts.people().into_iter().filter(|person| {
            !care_team(facts.role(*person))
                && facts.entered_at(*person).is_some()
                && facts.presence(*person) != "removed"
        });
        let person = chance.pick(&late.collect::<Vec<_>>())?;
        let earlier = chance.percent(80);
        let entered = facts.entered_at(person).filter(|_| earlier);
        let entries = facts
            .0
            .iter()
            .filter(|entry| entered.is_none_or(|at| entry.seq.0 < at));
        let numbers = entries.filter_map(|entry| entry.event.chat_entry());
        let numbers = numbers.filter(|(chat, _)| *chat == ChatKey::Visit);
        let numbers: Vec<_> = numbers.map(|(_, number)| number).collect();
        let (chat, through) = (ChatKey::Visit, chance.pick(&numbers)?);
        let command = Command::MarkRead { chat, through };
        Some(Self::asked(Actor::Person(person), command))
    }

    /// Mostly an uploaded file, and mostly its uploader or the host.
    fn about_discarding(chance: &mut Chance, facts: &Facts<'_>) -> Self {
        let unknown = AttachmentId::new(chance.uuid());
        let mut files = facts.files();
        files.retain(|(file, ..)| facts.carrier(*file).is_none() || chance.percent(40));
        let file = if chance.percent(90) {
            chance.pick(&files)
        } else {
            None
        };
        let attachment = file.map_or(unknown, |(file, ..)| file);
        let actor = match file {
            Some((_, by, _)) if chance.percent(50) => Actor::Person(by),
            _ if chance.percent(40) => Actor::Host,
            _ => anyone(chance),
        };
        Self::asked(actor, Command::DiscardFile { attachment })
    }

    /// Half the time someone a rule could hold back: a member of the pair, an attendee, an overseer
    /// who broke the glass; otherwise anyone.
    fn reader(chance: &mut Chance, facts: &Facts<'_>, chat: &ChatKey) -> Actor {
        let concerned = chance.percent(50);
        if chance.percent(30) {
            let opened = |o: &PersonId| facts.glass_at(*o, chat).is_some();
            let opened: Vec<PersonId> = overseers().into_iter().filter(opened).collect();
            let one = if concerned {
                chance.pick(&opened)
            } else {
                None
            };
            return Actor::Overseer(one.unwrap_or_else(|| overseer(chance)));
        }
        if let ChatKey::Direct(pair) = chat
            && chance.percent(30)
        {
            let took_over = |new: &PersonId| facts.handed_over_at(pair.care, *new).is_some();
            if let Some(new) = facts.people().into_iter().find(took_over) {
                return Actor::Person(new);
            }
        }
        Actor::Person(match chat {
            ChatKey::Direct(pair) if concerned => chance.one_of(&[pair.care, pair.attendee]),
            ChatKey::Visit if concerned => {
                of_role(chance, &[Role::Patient, Role::Guest, Role::Interpreter])
            }
            _ => any_person(chance),
        })
    }

    fn about_chats(chance: &mut Chance, kind: &str) -> Option<Self> {
        let (person, chat) = sender(chance);
        let who = Actor::Person(person);
        let asks = |ask| Self { actor: who, ask };
        Some(match kind {
            "readChat" => {
                let overseer = Actor::Overseer(overseer(chance));
                let actor = if chance.percent(25) { overseer } else { who };
                Self {
                    actor,
                    ask: Ask::ReadChat(chat),
                }
            }
            "writeChat" => asks(Ask::WriteChat(chat)),
            "signalTyping" => asks(Ask::SignalTyping(chat)),
            "sendMessage" => {
                let recipient = Recipient::of(&chat, person).unwrap_or(Recipient::Everyone);
                let actor = if chance.percent(90) {
                    who
                } else {
                    anyone(chance)
                };
                Self::asked(actor, say(chance, chat, recipient))
            }
            "misdirected" => {
                let other = Recipient::Person(any_person(chance));
                let recipient = if chance.percent(30) {
                    Recipient::Everyone
                } else {
                    other
                };
                Self::asked(who, say(chance, chat, recipient))
            }
            "stageFile" => Self::asked(who, stage(chance, chat)),
            "lockChat" => Self::asked(or_anyone(chance, who), Command::LockChat { chat }),
            "unlockChat" => Self::asked(or_anyone(chance, who), Command::UnlockChat { chat }),
            "breakGlass" => {
                let overseer = Actor::Overseer(overseer(chance));
                let reason = reason();
                Self::asked(
                    or_anyone(chance, overseer),
                    Command::BreakGlass { chat, reason },
                )
            }
            _ => return None,
        })
    }

    fn about_visit(chance: &mut Chance, visit: &Visit, kind: &str) -> Self {
        let facts = Facts(&visit.log);
        let newcomers = facts
            .people()
            .into_iter()
            .filter(|p| facts.entered_at(*p).is_none());
        let newcomers: Vec<PersonId> = newcomers.collect();
        let newcomer = if chance.percent(60) {
            chance.pick(&newcomers)
        } else {
            None
        };
        let person = newcomer.unwrap_or_else(|| any_person(chance));
        let (suits, command) = match kind {
            "sendNotice" => notify_again(chance, &facts).unwrap_or_else(|| notify(chance)),
            "settleNotice" => settle(chance, &facts),
            "scheduleVisit" => (Actor::Host, visit.schedule_again(chance.percent(50))),
            "addParticipant" => (Actor::Host, add(chance)),
            "removeParticipant" => {
                let reason = any_reason(chance);
                (Actor::Host, Command::RemoveParticipant { person, reason })
            }
            "handOver" => {
                let command = hand_over(chance);
                let by = whom(&command).map_or(Actor::Host, Actor::Person);
                (by, command)
            }
            "enterWaitingRoom" => (Actor::Person(person), Command::EnterWaitingRoom { person }),
            "joinCall" => (Actor::Person(person), Command::JoinCall { person }),
            "leave" => (Actor::Person(person), Command::Leave { person }),
            "drop" => {
                let gone = |who: &PersonId| facts.leased(*who) || facts.was_dropped(*who);
                let gone: Vec<_> = facts.people().into_iter().filter(gone).collect();
                let person = chance.pick(&gone).unwrap_or(person);
                (Actor::Service, Command::Drop { person })
            }
            "endCall" => (Actor::Person(person), Command::EndCall),
            "completeVisit" => (Actor::Person(person), Command::CompleteVisit),
            "completeByPolicy" => (Actor::Service, Command::CompleteVisit),
            "endFollowUp" => (Actor::Service, Command::EndFollowUp),
            "cancelVisit" => (Actor::Person(person), Command::CancelVisit),
            "markNoShow" => (Actor::Person(person), Command::MarkNoShow),
            "markLeftWithoutBeingSeen" => {
                (Actor::Person(person), Command::MarkLeftWithoutBeingSeen)
            }
            "undoRemoval" => (Actor::Host, undo_removal(chance, person)),
            "editVisit" => (Actor::Host, edit_visit(chance)),
            "editParticipant" => (Actor::Host, edit_participant(chance, person)),
            "reopenVisit" => (Actor::Person(person), Command::ReopenVisit),
            other => panic!("unexpected action {other}"),
        };
        Self::asked(or_anyone(chance, suits), command)
    }
}
