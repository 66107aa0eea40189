//! Folding and querying never panic, whatever the log contains.

use super::cases;
use crate::{commands::*, people::*};
use chat_domain::{
    Actor, ChatKey, ChatNumber, Command, Departure, Entry, Event, NoticeTexts, Policy, Recipient,
    Role, RulesVersion, Seq, VisitKind, VisitState, VisitSummary, access, audience,
    chat::Unseen,
    decide, evolve,
    log::check,
    view,
    view::{Action, overseen_message, overseen_text, readable_message},
};
use chat_laws::{
    message as fresh,
    plan::{PEOPLE, chats},
};
use proptest::{collection::vec, prelude::*};
use time::{Duration, OffsetDateTime};

/// An arbitrary entry that was never decided: any event, any actor, any numbers.
fn entry() -> impl Strategy<Value = Entry> {
    let actor = (0_usize..PEOPLE.len() + 3).prop_map(|n| match n {
        11 => Actor::Host,
        12 => Actor::Overseer(OVERSEER),
        13 => Actor::Service,
        n => Actor::Person(PEOPLE[n]),
    });
    let number = prop_oneof![Just(0), Just(u64::MAX), any::<u64>(), 0_u64..20];
    let event = (
        0_u8..33,
        0_usize..11,
        0_usize..100,
        number.clone(),
        0_u32..4,
    );
    (number, actor, event).prop_map(|(seq, actor, (kind, who, chat, number, n))| {
        let chats = chats();
        let (person, chat) = (PEOPLE[who], chats[chat % chats.len()]);
        let number = ChatNumber(number);
        let words = format!("message {}", n % 3);
        let (id, why) = (message(&words), reason("why not"));
        let event = match kind {
            0 => Event::VisitScheduled {
                clinic: CLINIC,
                visit: VISIT,
                kind: [VisitKind::OneToOne, VisitKind::Group][who % 2],
                scheduled_for: NOW,
                policy: Policy {
                    handover_opens_direct_chats: n > 1,
                    follow_up_hours: n,
                    ..Policy::DEFAULT
                },
                notices: (n > 2).then(|| NoticeTexts::new([&words]).unwrap()),
                rules: RulesVersion::ALL[who / 2 % 2],
            },
            1 | 2 => Event::ParticipantAdded {
                person,
                role: Role::ALL[n as usize],
                name: participant(ANA).name,
                second_identifier: None,
                shares_history: n == 2,
            },
            3 => Event::ParticipantRemoved {
                person,
                reason: why,
            },
            4 => Event::WaitingRoomEntered { person },
            5 => Event::CallJoined { person },
            6 => Event::ParticipantLeft {
                person,
                how: Departure::ALL[who % 2],
            },
            7 => Event::CallEnded,
            8 => [Event::VisitCompleted, Event::VisitCancelled][who % 2].clone(),
            9 => Event::VisitMarkedNoShow,
            29 => Event::FollowUpEnded,
            10 => Event::VisitReopened,
            21 => Event::CallJoinReported { person },
            22 => Event::VisitMarkedLeftWithoutBeingSeen,
            23 => Event::RemovalUndone {
                person,
                reason: why,
            },
            24 => Event::VisitEdited {
                scheduled_for: (n > 0).then_some(NOW),
                policy: (n > 1).then_some(Policy::DEFAULT),
            },
            25 | 26 => Event::ParticipantEdited {
                person,
                role: Role::ALL[n as usize],
                name: participant(BEN).name,
                second_identifier: None,
            },
            11 => Event::ChatLocked { chat },
            12 => Event::ChatUnlocked { chat },
            13 => Event::FileStaged {
                chat,
                file: file(&words, number.0),
                upload: (n > 0).then(|| upload_id(&words)),
            },
            14 => Event::MessageSent {
                chat,
                number,
                recipient: Recipient::Everyone,
                message: id,
                client_id: client_id(&words),
                text: None,
                files: vec![file(&words, 1), file(&words, 2)],
            },
            15 => Event::MessageCorrected {
                chat,
                number,
                message: id,
                version: n.wrapping_sub(1),
                text: text(&words),
            },
            16 => Event::MessageRetracted {
                chat,
                number,
                message: id,
                reason: why,
            },
            17 => Event::FileDiscarded {
                attachment: attachment(&words),
            },
            18 => Event::ChatRead {
                chat,
                through: number,
            },
            19 => Event::HandedOver {
                from: person,
                to: PEOPLE[n as usize],
            },
            20 => Event::NoAnswerNeeded {
                chat,
                through: number,
            },
            27 => Event::NoticeSent {
                notice: notice_id(&words),
                text: notice_text(&words),
            },
            28 => Event::NoticeSettled {
                sender: person,
                notice: notice_id(&words),
            },
            30 => Event::PeopleReminded {
                of: unseen(&words, chat, n),
                reminder: n,
                people: vec![person],
            },
            31 => Event::WaitEscalated {
                of: unseen(&words, chat, n),
                people: vec![person],
            },
            _ => Event::GlassBroken {
                chat,
                through: number,
                reason: why,
            },
        };
        Entry {
            seq: Seq(seq),
            at: NOW,
            actor,
            event,
        }
    })
}

/// Something that may or may not exist.
fn unseen(words: &str, chat: ChatKey, n: u32) -> Unseen {
    match n {
        0 => Unseen::Notice {
            sender: ANA,
            notice: notice_id(words),
        },
        _ => Unseen::Message {
            chat,
            message: message(words),
            version: n,
        },
    }
}

/// Runs every query on a state.
fn ask_everything(state: &VisitState, log: &[Entry]) {
    drop(VisitSummary::of(state));
    drop(access::reminders_due(state, OffsetDateTime::UNIX_EPOCH));
    for asked in access::reminders_due(state, NOW + Duration::DAY) {
        drop(decide(state, Actor::Service, &asked));
    }
    for person in PEOPLE {
        drop(view(state, person));
        for chat in chats() {
            let _ = access(state, person, &chat);
            drop(decide(state, Actor::Person(person), &fresh(person, chat)));
            drop(decide(
                state,
                Actor::Overseer(person),
                &breaks_glass(person, chat).1,
            ));
            let [(_, staged), (_, discarded)] = [
                uploads(person, chat, file("message 1", u64::MAX), "message 1"),
                discards(person, "message 1"),
            ];
            for asked in [staged, discarded] {
                drop(decide(state, Actor::Person(person), &asked));
                drop(decide(state, Actor::Host, &asked));
                drop(decide(state, Actor::Service, &asked));
            }
        }
        for action in Action::ALL {
            let command = action.command(Some(person)).unwrap();
            drop(decide(state, Actor::Person(person), &command));
            drop(decide(state, Actor::Host, &command));
            drop(decide(state, Actor::Service, &command));
        }
        let remove = Command::RemoveParticipant {
            person,
            reason: reason("why not"),
        };
        drop(decide(state, Actor::Host, &remove));
        drop(decide(state, Actor::Service, &Command::Drop { person }));
        for (_, asked) in [returned(person), renamed(person, "New Name")] {
            drop(decide(state, Actor::Host, &asked));
        }
        for entry in log {
            drop(readable_message(state, person, entry));
            let _ = overseen_text(state, person, entry);
            drop(overseen_message(state, person, entry, log.last()));
        }
    }
    for entry in log {
        if let Some((chat, number)) = entry.event.chat_entry() {
            let _ = state.position(&chat, number);
        }
        drop(audience(state, entry));
        drop(check(state, entry));
    }
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn folding_never_fails(log in vec(entry(), 0..120)) {
        let mut state = VisitState::default();
        for entry in &log {
            evolve(&mut state, entry);
            prop_assert_eq!(state.version, entry.seq);
        }
        ask_everything(&state, &log[..log.len().min(20)]);
    }
}
