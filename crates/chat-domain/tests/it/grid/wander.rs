//! Random walks: every reached situation has a case in the grid with the same answers, and none is
//! stated to be impossible.

use super::{
    answers::{About, Asked, Table},
    cast::{Sample, Setting, Stage, reason},
    chats, impossible,
    sections::{SECTIONS, settings},
    seen::case_of,
    table::{Block, Case},
    text::heading,
};
use chat_domain::{
    Actor, AttachmentId, ChatKey, ChatNumber, Command, MessageId, PersonId, Readable, Role,
    VisitKind,
    chat::{MessageState, UploadFate},
};
use proptest::{prelude::*, sample::Index};
use uuid::Uuid;

/// The participants; a one-to-one visit omits the second patient.
const PEOPLE: [(PersonId, Role); 8] = [
    (person(11), Role::Provider),
    (person(12), Role::Provider),
    (person(13), Role::Staff),
    (person(14), Role::Patient),
    (person(15), Role::Guest),
    (person(16), Role::Interpreter),
    (person(17), Role::Staff),
    (person(18), Role::Patient),
];
const STRANGER: PersonId = person(90);

const fn person(n: u128) -> PersonId {
    PersonId::new(Uuid::from_u128(n))
}

/// A random attempt, which may be refused.
#[derive(Clone, Debug)]
struct Try {
    what: u8,
    who: Index,
    chat: Index,
}

fn tries() -> impl Strategy<Value = Vec<Try>> {
    let one = (0_u8..70, any::<Index>(), any::<Index>());
    let one = one.prop_map(|(what, who, chat)| Try { what, who, chat });
    prop::collection::vec(one, 1..60)
}

/// The visit chat, and a direct chat for every pair of people.
fn chats() -> Vec<ChatKey> {
    let people = || PEOPLE.iter().map(|(person, _)| *person).chain([STRANGER]);
    let pairs = people().flat_map(|one| people().map(move |other| ChatKey::direct(one, other)));
    [ChatKey::Visit].into_iter().chain(pairs).collect()
}

/// Chats that can have messages under some policy.
fn usual_chats() -> Vec<ChatKey> {
    let care = PEOPLE.iter().filter(|(_, role)| role.is_care_team());
    let direct = care.flat_map(|(care, _)| {
        let attendees = PEOPLE.iter().filter(|(_, role)| !role.is_care_team());
        attendees.map(|(attendee, _)| ChatKey::direct(*care, *attendee))
    });
    [ChatKey::Visit; 6].into_iter().chain(direct).collect()
}

fn wander(setting: Setting, tries: &[Try]) -> Stage {
    let people = PEOPLE.len() - usize::from(setting.kind == VisitKind::OneToOne);
    let mut stage = Stage::scheduled(setting, &PEOPLE[..people]).unwrap();
    let chats = usual_chats();
    for (n, one) in tries.iter().enumerate() {
        let person = one.who.get(&PEOPLE[..people]).0;
        let chat = *one.chat.get(&chats);
        let sample = |n: usize| Sample(100 + n as u128);
        let me = Actor::Person(person);
        let _ = match one.what {
            0..8 => stage.does(me, &Command::EnterWaitingRoom { person }),
            8..20 => stage.does(me, &Command::JoinCall { person }),
            20..24 => stage.does(me, &Command::Leave { person }),
            24 => stage.does(Actor::Host, &Command::EndCall),
            25 => stage.does(Actor::Host, &Command::CompleteVisit),
            26 => stage.does(Actor::Host, &Command::CancelVisit),
            27 => stage.does(Actor::Host, &Command::MarkNoShow),
            28..32 => stage.does(Actor::Host, &Command::ReopenVisit),
            32..34 => stage.does(
                Actor::Host,
                &Command::RemoveParticipant {
                    person,
                    reason: reason(),
                },
            ),
            34..37 => stage.does(me, &Command::LockChat { chat }),
            37 => stage.does(me, &Command::UnlockChat { chat }),
            38..40 => {
                let message = sample(one.chat.index(n + 1)).message();
                stage.does(
                    me,
                    &Command::RetractMessage {
                        message,
                        reason: reason(),
                    },
                )
            }
            40..48 => {
                stage.uploads(person, chat, sample(n));
                Ok(Vec::new())
            }
            48..50 => {
                let attachment = sample(one.chat.index(n + 1)).attachment();
                stage.does(me, &Command::DiscardFile { attachment })
            }
            _ => Ok(stage.says(person, chat, sample(n))),
        };
    }
    stage
}

fn compare(setting: Setting, blocks: &[Block], stage: &Stage, me: PersonId, chat: ChatKey) {
    let Some(at) = case_of(&stage.state, me, &chat) else {
        return;
    };
    assert_eq!(
        impossible::why_not(setting, &at),
        None,
        "it happened: {at:?}"
    );
    for table in Table::ALL {
        let Some(block) = chats::of(blocks, at.subject, table) else {
            let mut of = stage.state.uploads.values();
            assert!(of.all(|upload| upload.chat != chat), "files: {at:?}");
            continue;
        };
        let case = &block.cases[at.subject.index(&at)];
        let (Case::Answers(answers) | Case::AsBefore(answers)) = case else {
            panic!("{at:?} is not answered");
        };
        for (action, answer) in table.actions().iter().zip(answers) {
            for (message, file) in things(stage, me, chat, action.about) {
                let asked = Asked {
                    state: &stage.state,
                    me,
                    chat,
                    message,
                    file,
                };
                let what = || format!("{} {at:?} {:?}", heading(block), action.heading);
                assert_eq!((action.ask)(&asked), *answer, "{}", what());
            }
        }
    }
}

/// The possible objects of an action: messages with their files, or unsent files.
fn things(
    stage: &Stage,
    me: PersonId,
    chat: ChatKey,
    about: Option<About>,
) -> Vec<(MessageId, AttachmentId)> {
    let nothing = Sample(0);
    let Some(about) = about else {
        return vec![(nothing.message(), nothing.attachment())];
    };
    if about.is_file() {
        let uploads = stage.state.uploads.iter();
        let waiting = uploads.filter(|(_, u)| u.chat == chat && u.fate == UploadFate::Waiting);
        let found = waiting.filter(|(_, u)| (u.by == me) == about.is_own());
        return found.map(|(file, _)| (nothing.message(), *file)).collect();
    }
    let messages = stage.state.messages.iter().filter(|(_, m)| m.chat == chat);
    let found = messages.filter(|(_, m)| is_about(stage, me, m) == Some(about));
    found.map(|(id, m)| (*id, m.files[0].attachment)).collect()
}

/// The grid's message that corresponds to a message.
fn is_about(stage: &Stage, me: PersonId, message: &MessageState) -> Option<About> {
    let mine = stage.state.participants.get(&me);
    let from = mine
        .and_then(|me| me.visit_chat.as_ref())
        .map_or(ChatNumber::FIRST, Readable::first);
    let past = message.chat == ChatKey::Visit && message.number < from;
    match (message.author == me, past, message.retraction.is_some()) {
        (true, _, false) => Some(About::Own),
        (false, true, false) => Some(About::Past),
        (false, false, false) => Some(About::Other),
        (false, false, true) => Some(About::Hidden),
        (_, _, true) => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_people_do_the_grid_has_the_answer(which in any::<Index>(), tries in tries()) {
        let settings = settings();
        let which = which.index(settings.len());
        let blocks = &SECTIONS[which].blocks;
        let stage = wander(settings[which], &tries);
        for chat in chats() {
            for (me, _) in PEOPLE.into_iter().chain([(STRANGER, Role::Guest)]) {
                compare(settings[which], blocks, &stage, me, chat);
            }
        }
    }
}
