//! Bugs about participants, management and presence (V1 to V4, P1 to P3, P7).

use super::Saboteur;
use chat_domain::{
    Actor, Command, DisplayName, Event, NewParticipant, PersonId, Phase, Presence, Refusal, Role,
    RulesVersion, SecondIdentifier, VisitKind, VisitState,
};
use chat_laws::{cast::*, commands::*};

fn place(state: &mut VisitState, who: PersonId, presence: Presence) {
    if let Some(participant) = state.participants.get_mut(&who) {
        participant.presence = presence;
    }
}

fn as_staff(state: &mut VisitState, who: PersonId) {
    if let Some(participant) = state.participants.get_mut(&who) {
        participant.role = Role::Staff;
    }
}

/// Gives people this second identifier.
fn identify<const N: usize>(state: &mut VisitState, who: [PersonId; N], identifier: &str) {
    for person in who {
        if let Some(participant) = state.participants.get_mut(&person) {
            participant.second_identifier = SecondIdentifier::new(identifier).ok();
        }
    }
}

/// Swaps the ranks of the patients.
fn reversed(state: &mut VisitState) {
    let ranks: Vec<_> = state.participants.values().filter_map(|p| p.rank).collect();
    let ranked = state.participants.values_mut().filter(|p| p.rank.is_some());
    for (participant, rank) in ranked.zip(ranks.into_iter().rev()) {
        participant.rank = Some(rank);
    }
}

/// A person reports that another person joined.
fn claims(who: PersonId, joined: PersonId) -> Step {
    (Actor::Person(who), Command::JoinCall { person: joined })
}

pub(super) const SABOTEURS: &[Saboteur] = &[
    Saboteur {
        law: "the primary patient is sticky",
        wrong: "leaving loses the rank",
        act: |scene| {
            let there = [reopened(), enters(ANA), enters(BEN)];
            scene.and(there).folds(leaves(ANA), |after| {
                let last = after.last_rank.map(|rank| rank.saturating_add(1));
                if let Some(ana) = after.participants.get_mut(&ANA) {
                    ana.rank = last;
                }
            })
        },
    },
    Saboteur {
        law: "the primary patient is sticky",
        wrong: "the last patient to enter is primary",
        act: |scene| {
            scene
                .and([reopened(), enters(ANA)])
                .folds(enters(BEN), reversed)
        },
    },
    Saboteur {
        law: "direct message opens with the primary patient",
        wrong: "the window opens with the last to join",
        act: |scene| {
            let there = [reopened(), joins(DOCTOR), enters(ANA), enters(BEN)];
            scene.and(there).folds(joins(BEN), reversed)
        },
    },
    Saboteur {
        law: "direct message opens with the primary patient",
        wrong: "a removed patient stays the default",
        act: |scene| {
            let there = [reopened(), enters(ANA), enters(BEN)];
            scene
                .and(there)
                .folds(removed(ANA), |after| place(after, ANA, Presence::Away))
        },
    },
    Saboteur {
        law: "each chat is listed with its peer and its state",
        wrong: "a locked chat is shown as open",
        act: |scene| {
            scene.and([reopened()]).folds(locks(NURSE, ALL), |after| {
                after.chats.entry(ALL).or_default().locked = false;
            })
        },
    },
    Saboteur {
        law: "each chat is listed with its peer and its state",
        wrong: "a conversation vanishes when the other member is removed",
        act: |scene| {
            let scene = scene.and([reopened(), says(DOCTOR, direct(DOCTOR, ANA), "to you")]);
            scene.folds(removed(ANA), |after| {
                after.chats.remove(&direct(DOCTOR, ANA));
            })
        },
    },
    Saboteur {
        law: "same names are told apart",
        wrong: "the fold changes a name",
        act: |scene| {
            scene
                .and([reopened(), added(OTHER_ANA), leaves(ANA)])
                .folds(enters(ANA), |after| {
                    if let Some(other) = after.participants.get_mut(&OTHER_ANA) {
                        other.name = DisplayName::new("Someone Else").unwrap();
                        other.looks = other.name.looks();
                    }
                })
        },
    },
    Saboteur {
        law: "same names are told apart",
        wrong: "the roles of namesakes are swapped",
        act: |scene| {
            scene
                .and([reopened(), added(OTHER_ANA), leaves(ANA)])
                .folds(enters(ANA), |after| {
                    as_staff(after, OTHER_ANA);
                })
        },
    },
    Saboteur {
        law: "same names are told apart",
        wrong: "the second identifiers of namesakes become equal",
        act: |scene| {
            scene
                .and([reopened(), added(OTHER_ANA), leaves(ANA)])
                .folds(enters(ANA), |after| {
                    identify(after, [ANA, OTHER_ANA], "MRN 7")
                })
        },
    },
    Saboteur {
        law: "a qualifier never passes to another person",
        wrong: "the second identifiers of namesakes are swapped",
        act: |scene| {
            let there = [
                reopened(),
                added(OTHER_ANA),
                renamed(ANA, "Ana Silva"),
                renamed(OTHER_ANA, "Ana Silva"),
                identified(ANA, Some("MRN 1")),
                identified(OTHER_ANA, Some("MRN 2")),
                leaves(ANA),
            ];
            scene.and(there).folds(enters(ANA), |after| {
                identify(after, [ANA], "MRN 2");
                identify(after, [OTHER_ANA], "MRN 1");
            })
        },
    },
    Saboteur {
        law: "the host and the care team manage and people report their own presence",
        wrong: "a patient completes the visit",
        act: |scene| {
            let step = (Actor::Person(ANA), Command::CompleteVisit);
            scene
                .and([reopened()])
                .decides(step, |seen| as_staff(seen, ANA))
        },
    },
    Saboteur {
        law: "the host and the care team manage and people report their own presence",
        wrong: "a provider reports another person's presence",
        act: |scene| {
            scene
                .and([reopened()])
                .confuses(claims(DOCTOR, NURSE), joins(NURSE))
        },
    },
    Saboteur {
        law: "the host and the care team manage and people report their own presence",
        wrong: "staff may not end the call",
        act: |scene| {
            let scene = scene.and([reopened(), joins(DOCTOR)]);
            let step = (Actor::Person(NURSE), Command::EndCall);
            scene.refuses(step, Refusal::CareTeamOnly)
        },
    },
    Saboteur {
        law: "a chat is locked by its care side",
        wrong: "a patient locks the visit chat",
        act: |scene| {
            let scene = scene.and([reopened(), enters(ANA)]);
            scene.decides(locks(ANA, ALL), |seen| as_staff(seen, ANA))
        },
    },
    Saboteur {
        law: "a chat is locked by its care side",
        wrong: "a provider can't lock their own chat",
        act: |scene| {
            let step = locks(DOCTOR, direct(DOCTOR, ANA));
            scene.and([reopened()]).refuses(step, Refusal::CareTeamOnly)
        },
    },
    Saboteur {
        law: "a visit changes phase only as permitted",
        wrong: "a visit is cancelled during a call",
        act: |scene| {
            let scene = scene.and([reopened(), joins(DOCTOR)]);
            scene.decides(cancelled(), |seen| {
                for participant in seen.participants.values_mut() {
                    participant.presence = Presence::Away;
                }
            })
        },
    },
    Saboteur {
        law: "a visit changes phase only as permitted",
        wrong: "an open visit is reopened",
        act: |scene| {
            let scene = scene.and([reopened()]);
            scene.decides(reopened(), |seen| seen.phase = Phase::Completed)
        },
    },
    Saboteur {
        law: "a visit changes phase only as permitted",
        wrong: "a visit with a patient present is marked as a no-show",
        act: |scene| {
            let scene = scene.and([reopened(), enters(ANA), call_ends()]);
            scene.decides(no_show(), |seen| {
                for participant in seen.participants.values_mut() {
                    participant.visit_chat = None;
                }
            })
        },
    },
    Saboteur {
        law: "a visit changes phase only as permitted",
        wrong: "the end of the call ends the visit",
        act: |scene| {
            let scene = scene.and([reopened(), joins(DOCTOR)]);
            scene.folds(call_ends(), |after| after.phase = Phase::Completed)
        },
    },
    Saboteur {
        law: "attendees come through the waiting room and join a call in progress",
        wrong: "patients start a call",
        act: |scene| {
            let scene = scene.and([reopened(), enters(ANA), call_ends()]);
            scene.decides(joins(ANA), |seen| place(seen, DOCTOR, Presence::InCall))
        },
    },
    Saboteur {
        law: "attendees come through the waiting room and join a call in progress",
        wrong: "an attendee joins without the waiting room",
        act: |scene| {
            let scene = scene.and([reopened(), joins(DOCTOR)]);
            let joined = vec![Event::CallJoined { person: BEN }];
            scene.answers(joins(BEN), Ok(joined))
        },
    },
    Saboteur {
        law: "attendees come through the waiting room and join a call in progress",
        wrong: "providers wait",
        act: |scene| {
            let entered = vec![Event::WaitingRoomEntered { person: DOCTOR }];
            scene.and([reopened()]).answers(enters(DOCTOR), Ok(entered))
        },
    },
    Saboteur {
        law: "everyone is where the log last put them",
        wrong: "a person stays in a call that ended",
        act: |scene| {
            let scene = scene.and([reopened(), joins(DOCTOR)]);
            scene.folds(call_ends(), |after| place(after, DOCTOR, Presence::InCall))
        },
    },
    Saboteur {
        law: "everyone is where the log last put them",
        wrong: "closing leaves people in the waiting room",
        act: |scene| {
            let scene = scene.and([reopened(), enters(ANA)]);
            scene.folds(completed(), |after| place(after, ANA, Presence::Waiting))
        },
    },
    Saboteur {
        law: "a one to one visit has one patient ever",
        wrong: "a one-to-one visit takes a second patient",
        act: |scene| {
            let scene = scene.and([reopened()]);
            scene.decides(added(BEN), |seen| seen.kind = VisitKind::Group)
        },
    },
    Saboteur {
        law: "a one to one visit has one patient ever",
        wrong: "a group takes one patient only",
        act: |scene| {
            let another = NewParticipant {
                person: OUTSIDER,
                ..participant(BEN)
            };
            let step = host(Command::AddParticipant(another));
            scene
                .and([reopened()])
                .decides(step, |seen| seen.kind = VisitKind::OneToOne)
        },
    },
    Saboteur {
        law: "one provider always stays",
        wrong: "staff count as providers",
        act: |scene| {
            let scene = scene.and([reopened(), removed(COLLEAGUE), removed(DOCTOR)]);
            let last = [DOCTOR, COLLEAGUE];
            let last = last
                .into_iter()
                .find(|who| scene.state.active(*who).is_some())?;
            scene.decides(removed(last), |seen| {
                if let Some(nurse) = seen.participants.get_mut(&NURSE) {
                    nurse.role = Role::Provider;
                    nurse.presence = Presence::Away;
                }
            })
        },
    },
    Saboteur {
        law: "one provider always stays",
        wrong: "no provider can be removed",
        act: |scene| {
            let scene = scene.and([reopened()]);
            scene.refuses(removed(COLLEAGUE), Refusal::LastProvider)
        },
    },
    Saboteur {
        law: "history is shared where the rules say",
        wrong: "the history of a group is shared with a guest",
        act: |scene| {
            let step = added_with_history(FRIEND);
            scene.and([reopened()]).decides(step, |seen| {
                seen.kind = VisitKind::OneToOne;
                seen.rules_version = RulesVersion::V2;
            })
        },
    },
    Saboteur {
        law: "history is shared where the rules say",
        wrong: "rules without a choice share the history",
        act: |scene| {
            let step = added_with_history(INTERPRETER);
            scene.and([reopened()]).decides(step, |seen| {
                seen.rules_version = RulesVersion::V2;
            })
        },
    },
    Saboteur {
        law: "a person takes part once",
        wrong: "a guest is added again as a patient",
        act: |scene| {
            let again = NewParticipant {
                role: Role::Patient,
                ..participant(CARER)
            };
            let step = host(Command::AddParticipant(again));
            scene.and([reopened()]).decides(step, |seen| {
                seen.participants.remove(&CARER);
            })
        },
    },
    Saboteur {
        law: "a visit keeps its policy until it is edited",
        wrong: "the current default policy is applied",
        act: |scene| scene.folds(completed(), |after| after.policy.open_history ^= true),
    },
    Saboteur {
        law: "a visit keeps its policy until it is edited",
        wrong: "a visit is rescheduled under another policy",
        act: |scene| {
            let policy = chat_domain::Policy::DEFAULT;
            let step = scheduled(VisitKind::Group, policy, &[]);
            scene.decides(step, |seen| *seen = VisitState::default())
        },
    },
];
