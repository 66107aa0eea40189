//! Bugs about membership, reading and delivery (M1 to M7).

use super::Saboteur;
use chat_domain::{
    Actor, ChatKey, ChatNumber, Command, Entry, Event, PersonId, Readable, Refusal, Role, Seq,
    VisitKind, VisitState, evolve, visit::BrokenGlass,
};
use chat_laws::{
    cast::*,
    commands::{reads as marks, *},
};
use std::sync::Arc;

fn role(state: &mut VisitState, who: PersonId, role: Role) {
    if let Some(participant) = state.participants.get_mut(&who) {
        participant.role = role;
    }
}

fn reads(state: &mut VisitState, who: PersonId, readable: Option<Readable>) {
    if let Some(participant) = state.participants.get_mut(&who) {
        participant.visit_chat = readable;
    }
}

/// What someone reads who enters now.
fn from_now_on(state: &VisitState) -> Option<Readable> {
    let mut late = state.clone();
    let entry = |seq: Seq, event| Entry {
        seq,
        at: NOW,
        actor: Actor::Host,
        event,
    };
    let new = participant(OTHER_ANA);
    let added = Event::ParticipantAdded {
        person: OUTSIDER,
        role: new.role,
        name: new.name,
        second_identifier: None,
        shares_history: false,
    };
    let entered = Event::WaitingRoomEntered { person: OUTSIDER };
    late.kind = VisitKind::Group;
    late.policy.open_history = false;
    let events = [added, entered].map(|event| entry(state.version.next(), event));
    events.iter().for_each(|entry| evolve(&mut late, entry));
    late.participants.remove(&OUTSIDER)?.visit_chat
}

fn broken(through: u64) -> BrokenGlass {
    let (through, seq) = (ChatNumber(through), Seq(u64::MAX));
    BrokenGlass { through, seq }
}

/// A person who is not an overseer breaks the glass.
fn person_breaks_glass(who: PersonId, chat: ChatKey) -> Step {
    (Actor::Person(who), breaks_glass(OVERSEER, chat).1)
}

pub(super) const SABOTEURS: &[Saboteur] = &[
    Saboteur {
        law: "two attendees never share a direct chat",
        wrong: "the care side of a chat is not checked",
        act: |scene| {
            scene.decides(says(ANA, direct(ANA, BEN), "psst"), |seen| {
                role(seen, ANA, Role::Provider);
            })
        },
    },
    Saboteur {
        law: "two attendees never share a direct chat",
        wrong: "a patient is folded as a provider",
        act: |scene| {
            scene
                .and([reopened()])
                .folds(completed(), |after| role(after, ANA, Role::Provider))
        },
    },
    Saboteur {
        law: "two of the care team never share a direct chat",
        wrong: "the attendee's side of a chat is not checked",
        act: |scene| {
            scene.decides(says(DOCTOR, direct(DOCTOR, COLLEAGUE), "psst"), |seen| {
                role(seen, COLLEAGUE, Role::Patient);
            })
        },
    },
    Saboteur {
        law: "two of the care team never share a direct chat",
        wrong: "a provider locks a chat with staff",
        act: |scene| {
            let scene = scene.and([reopened()]);
            scene.decides(locks(DOCTOR, direct(DOCTOR, NURSE)), |seen| {
                role(seen, NURSE, Role::Patient);
            })
        },
    },
    Saboteur {
        law: "a direct chat joins a provider and a patient as far as policy permits",
        wrong: "guests have direct chats whatever the policy says",
        act: |scene| {
            scene.decides(says(DOCTOR, direct(DOCTOR, CARER), "hello"), |seen| {
                seen.policy.guests_have_direct_chats = true;
            })
        },
    },
    Saboteur {
        law: "a direct chat joins a provider and a patient as far as policy permits",
        wrong: "staff have direct chats whatever the policy says",
        act: |scene| {
            scene.decides(says(NURSE, direct(NURSE, ANA), "hello"), |seen| {
                seen.policy.staff_have_direct_chats = true;
            })
        },
    },
    Saboteur {
        law: "a direct chat joins a provider and a patient as far as policy permits",
        wrong: "interpreters count as patients",
        act: |scene| {
            let scene = scene.and([reopened(), added(INTERPRETER)]);
            scene.decides(says(DOCTOR, direct(DOCTOR, INTERPRETER), "hello"), |seen| {
                role(seen, INTERPRETER, Role::Patient);
            })
        },
    },
    Saboteur {
        law: "a direct chat joins a provider and a patient as far as policy permits",
        wrong: "interpreters have direct chats whatever the policy says",
        act: |scene| {
            let scene = scene.and([reopened(), added(INTERPRETER)]);
            scene.decides(says(DOCTOR, direct(DOCTOR, INTERPRETER), "hello"), |seen| {
                seen.policy.interpreters_have_direct_chats = true;
            })
        },
    },
    Saboteur {
        law: "only its two members read a direct chat",
        wrong: "a private message is filed under the visit chat",
        act: |scene| {
            scene.folds(says(DOCTOR, direct(DOCTOR, ANA), "to you"), |after| {
                if let Some(sent) = after.messages.get_mut(&message("to you")) {
                    Arc::make_mut(sent).chat = ALL;
                }
            })
        },
    },
    Saboteur {
        law: "overseers read nothing but what they broke the glass for",
        wrong: "one broken glass opens every chat",
        act: |scene| {
            let scene = scene.and([
                says(DOCTOR, ALL, "x"),
                says(DOCTOR, direct(DOCTOR, ANA), "y"),
            ]);
            scene.folds(breaks_glass(OVERSEER, ALL), |after| {
                for chat in after.chats.keys() {
                    after.oversight.insert((OVERSEER, *chat), broken(99));
                }
            })
        },
    },
    Saboteur {
        law: "overseers read nothing but what they broke the glass for",
        wrong: "the glass stays broken for later messages",
        act: |scene| {
            let scene = scene.and([says(DOCTOR, ALL, "x"), breaks_glass(OVERSEER, ALL)]);
            scene.folds(says(DOCTOR, ALL, "later"), |after| {
                after.oversight.insert((OVERSEER, ALL), broken(u64::MAX));
            })
        },
    },
    Saboteur {
        law: "breaking the glass is for the audit alone",
        wrong: "a provider breaks the glass",
        act: |scene| {
            let scene = scene.and([says(DOCTOR, direct(DOCTOR, ANA), "y")]);
            let through = scene.state.chat(&direct(DOCTOR, ANA)).last;
            let broken = Event::GlassBroken {
                chat: direct(DOCTOR, ANA),
                through,
                reason: reason("complaint 17"),
            };
            scene.answers(
                person_breaks_glass(COLLEAGUE, direct(DOCTOR, ANA)),
                Ok(vec![broken]),
            )
        },
    },
    Saboteur {
        law: "breaking the glass is for the audit alone",
        wrong: "the members are notified of the oversight",
        act: |scene| {
            let scene = scene.and([says(DOCTOR, direct(DOCTOR, ANA), "y")]);
            scene.folds(breaks_glass(OVERSEER, direct(DOCTOR, ANA)), |after| {
                after.chats.entry(direct(DOCTOR, ANA)).or_default().locked ^= true;
            })
        },
    },
    Saboteur {
        law: "late attendees read from their own first entry on",
        wrong: "attendees read messages from before they entered",
        act: |scene| {
            let scene = scene.and([reopened(), says(DOCTOR, ALL, "before")]);
            scene.folds(enters(OTHER_ANA), |after| {
                reads(after, OTHER_ANA, Some(Readable::default()));
            })
        },
    },
    Saboteur {
        law: "late attendees read from their own first entry on",
        wrong: "rejoining resets where reading starts",
        act: |scene| {
            let steps = [reopened(), enters(ANA), says(DOCTOR, ALL, "x"), leaves(ANA)];
            scene.and(steps).folds(enters(ANA), |after| {
                reads(after, ANA, from_now_on(after));
            })
        },
    },
    Saboteur {
        law: "the care team and all who share the history read all of the visit chat",
        wrong: "a provider reads only from when they joined",
        act: |scene| {
            let scene = scene.and([reopened(), says(NURSE, ALL, "x"), leaves(DOCTOR)]);
            scene.folds(joins(DOCTOR), |after| {
                reads(after, DOCTOR, from_now_on(after));
            })
        },
    },
    Saboteur {
        law: "late attendees read from their own first entry on",
        wrong: "a retraction of an earlier message leaves a gap in their numbers",
        act: |scene| {
            let scene = scene.and([
                reopened(),
                joins(DOCTOR),
                says(DOCTOR, ALL, "before"),
                enters(OTHER_ANA),
                says(DOCTOR, ALL, "after"),
            ]);
            let late = scene.state.participants.get(&OTHER_ANA)?.visit_chat.clone();
            scene.folds(retracts(DOCTOR, "before"), |after| {
                reads(after, OTHER_ANA, late);
            })
        },
    },
    Saboteur {
        law: "what came before a late attendee shows nowhere",
        wrong: "late attendees see the numbers of the chat",
        act: |scene| {
            let scene = scene.and([reopened(), says(DOCTOR, ALL, "x"), enters(OTHER_ANA)]);
            scene.folds(says(DOCTOR, ALL, "y"), |after| {
                reads(after, OTHER_ANA, Some(Readable::default()));
            })
        },
    },
    Saboteur {
        law: "what came before a late attendee shows nowhere",
        wrong: "the marks of earlier messages are shown",
        act: |scene| {
            let steps = [reopened(), says(NURSE, ALL, "x"), enters(OTHER_ANA)];
            let scene = scene.and(steps);
            let newest = scene.state.chat(&ALL).last.0;
            scene.folds(marks(DOCTOR, ALL, newest), |after| {
                reads(after, OTHER_ANA, Some(Readable::default()));
            })
        },
    },
    Saboteur {
        law: "an entry goes to exactly those who may read it",
        wrong: "a removed participant still gets entries",
        act: |scene| {
            scene.and([reopened()]).folds(removed(ANA), |after| {
                if let Some(ana) = after.participants.get_mut(&ANA) {
                    ana.presence = chat_domain::Presence::Away;
                }
            })
        },
    },
    Saboteur {
        law: "an entry goes to exactly those who may read it",
        wrong: "a participant who has not entered gets entries",
        act: |scene| {
            scene.folds(says(DOCTOR, ALL, "to all"), |after| {
                for participant in after.participants.values_mut() {
                    participant.visit_chat.get_or_insert_default();
                }
            })
        },
    },
    Saboteur {
        law: "the author of a readable message is shown",
        wrong: "an author is hidden from a reader",
        act: |scene| {
            let there = [reopened(), joins(DOCTOR), enters(ANA), enters(BEN)];
            let scene = scene.and(there).and([says(DOCTOR, ALL, "x")]);
            scene.folds(says(BEN, ALL, "hello"), |after| reads(after, BEN, None))
        },
    },
    Saboteur {
        law: "a closed visit stays readable",
        wrong: "closing stops attendees from reading",
        act: |scene| {
            let scene = scene.and([reopened(), enters(ANA)]);
            scene.folds(completed(), |after| reads(after, ANA, None))
        },
    },
    Saboteur {
        law: "a closed visit stays readable",
        wrong: "closing makes files unreadable",
        act: |scene| {
            let sent = [
                stages(DOCTOR, ALL, "letter"),
                says_with(DOCTOR, ALL, "x", &["letter"]),
            ];
            scene
                .and([reopened()])
                .and(sent)
                .folds(completed(), |after| {
                    after.uploads.remove(&attachment("letter"));
                })
        },
    },
    Saboteur {
        law: "removal is final until it is undone",
        wrong: "a removed participant may still write",
        act: |scene| {
            let gone = [
                reopened(),
                says(DOCTOR, ALL, "x"),
                enters(ANA),
                removed(ANA),
            ];
            scene.and(gone).decides(says(ANA, ALL, "but"), |seen| {
                if let Some(ana) = seen.participants.get_mut(&ANA) {
                    ana.presence = chat_domain::Presence::Away;
                }
            })
        },
    },
    Saboteur {
        law: "removal is final until it is undone",
        wrong: "a removed participant is added again",
        act: |scene| {
            let scene = scene.and([reopened(), removed(CARER)]);
            scene.decides(added(CARER), |seen| {
                seen.participants.remove(&CARER);
            })
        },
    },
    Saboteur {
        law: "removal is final until it is undone",
        wrong: "the removal is folded as leaving",
        act: |scene| {
            scene.and([reopened()]).folds(removed(ANA), |after| {
                if let Some(ana) = after.participants.get_mut(&ANA) {
                    ana.presence = chat_domain::Presence::Away;
                }
            })
        },
    },
    Saboteur {
        law: "removal is final until it is undone",
        wrong: "a removed participant gets the answer for an absent visit",
        act: |scene| {
            let scene = scene.and([reopened(), removed(ANA)]);
            let step = (Actor::Person(ANA), Command::EndCall);
            scene.refuses(step, Refusal::VisitUnknown)
        },
    },
];
