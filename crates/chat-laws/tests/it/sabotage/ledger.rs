//! Bugs about messages, files and ids (P6, P8, F5 to F8, G1).

use super::Saboteur;
use chat_domain::{Actor, Command, Event, Recipient, Refusal, SendMessage, chat::UploadFate};
use chat_laws::{cast::*, commands::*};
use std::sync::Arc;

pub(super) const SABOTEURS: &[Saboteur] = &[
    Saboteur {
        law: "every stored message names its recipient",
        wrong: "a recipient mismatch is corrected silently",
        act: |scene| {
            let meant = says_to(DOCTOR, ALL, Recipient::Person(ANA), "to you");
            scene
                .and([reopened()])
                .confuses(meant, says(DOCTOR, ALL, "to you"))
        },
    },
    Saboteur {
        law: "every stored message names its recipient",
        wrong: "a recipient mismatch is stored",
        act: |scene| {
            scene
                .and([reopened()])
                .writes(says(DOCTOR, ALL, "to you"), |entry| {
                    if let Event::MessageSent { recipient, .. } = &mut entry.event {
                        *recipient = Recipient::Person(ANA);
                    }
                })
        },
    },
    Saboteur {
        law: "a message to one who left never goes to the group",
        wrong: "an undeliverable message goes to everyone",
        act: |scene| {
            let scene = scene.and([reopened(), removed(ANA)]);
            let meant = says(DOCTOR, direct(DOCTOR, ANA), "to you");
            scene.confuses(meant, says(DOCTOR, ALL, "to you"))
        },
    },
    Saboteur {
        law: "a message to one who left never goes to the group",
        wrong: "a message to a removed participant is stored",
        act: |scene| {
            let scene = scene.and([reopened(), removed(ANA)]);
            scene.decides(says(DOCTOR, direct(DOCTOR, ANA), "to you"), |seen| {
                if let Some(ana) = seen.participants.get_mut(&ANA) {
                    ana.presence = chat_domain::Presence::Away;
                }
            })
        },
    },
    Saboteur {
        law: "a repeated send stores nothing",
        wrong: "a retried send is stored again",
        act: |scene| {
            let scene = scene.and([reopened(), says(DOCTOR, ALL, "once")]);
            scene.decides(says(DOCTOR, ALL, "once"), |seen| {
                seen.receipts.clear();
                seen.messages.remove(&message("once"));
            })
        },
    },
    Saboteur {
        law: "a repeated send stores nothing",
        wrong: "different content with the same id gets the original receipt",
        act: |scene| {
            let scene = scene.and([reopened(), says(DOCTOR, ALL, "once")]);
            let other = SendMessage {
                chat: ALL,
                recipient: Recipient::Everyone,
                message: message("twice"),
                client_id: client_id("once"),
                text: Some(text("twice")),
                files: Vec::new(),
            };
            let step = (Actor::Person(DOCTOR), Command::SendMessage(other));
            scene.answers(step, Ok(Vec::new()))
        },
    },
    Saboteur {
        law: "a repeated send stores nothing",
        wrong: "the receipt is forgotten when the visit closes",
        act: |scene| {
            let scene = scene.and([reopened(), says(DOCTOR, ALL, "once"), completed()]);
            let phase = chat_domain::Phase::Completed;
            scene.refuses(says(DOCTOR, ALL, "once"), Refusal::VisitClosed { phase })
        },
    },
    Saboteur {
        law: "every version and retraction is kept",
        wrong: "a correction overwrites the previous version",
        act: |scene| {
            let steps = [
                reopened(),
                says(DOCTOR, ALL, "5 mg"),
                corrects(DOCTOR, "5 mg", "6 mg"),
            ];
            scene
                .and(steps)
                .folds(corrects(DOCTOR, "5 mg", "7 mg"), |after| {
                    if let Some(sent) = after.messages.get_mut(&message("5 mg")) {
                        Arc::make_mut(sent).superseded.clear();
                    }
                })
        },
    },
    Saboteur {
        law: "every version and retraction is kept",
        wrong: "a retraction does not name its actor",
        act: |scene| {
            let scene = scene.and([reopened(), says(DOCTOR, ALL, "5 mg")]);
            scene.folds(retracts(DOCTOR, "5 mg"), |after| {
                if let Some(sent) = after.messages.get_mut(&message("5 mg"))
                    && let Some(retraction) = &mut Arc::make_mut(sent).retraction
                {
                    retraction.by = Actor::Host;
                }
            })
        },
    },
    Saboteur {
        law: "only its author corrects a message",
        wrong: "a colleague corrects a provider's message",
        act: |scene| {
            let scene = scene.and([reopened(), says(DOCTOR, ALL, "5 mg")]);
            scene.decides(corrects(COLLEAGUE, "5 mg", "6 mg"), |seen| {
                if let Some(sent) = seen.messages.get_mut(&message("5 mg")) {
                    Arc::make_mut(sent).author = COLLEAGUE;
                }
            })
        },
    },
    Saboteur {
        law: "only its author corrects a message",
        wrong: "a retracted message is corrected",
        act: |scene| {
            let scene = scene.and([
                reopened(),
                says(DOCTOR, ALL, "5 mg"),
                retracts(DOCTOR, "5 mg"),
            ]);
            scene.decides(corrects(DOCTOR, "5 mg", "6 mg"), |seen| {
                if let Some(sent) = seen.messages.get_mut(&message("5 mg")) {
                    Arc::make_mut(sent).retraction = None;
                }
            })
        },
    },
    Saboteur {
        law: "only its author corrects a message",
        wrong: "staff may not retract a message they can read",
        act: |scene| {
            let scene = scene.and([reopened(), says(DOCTOR, ALL, "5 mg")]);
            scene.refuses(retracts(NURSE, "5 mg"), Refusal::NotTheAuthor)
        },
    },
    Saboteur {
        law: "readers see the newest version or who retracted it",
        wrong: "readers see a retracted text",
        act: |scene| {
            let scene = scene.and([reopened(), says(DOCTOR, ALL, "5 mg")]);
            scene.folds(retracts(DOCTOR, "5 mg"), |after| {
                if let Some(sent) = after.messages.get_mut(&message("5 mg")) {
                    Arc::make_mut(sent).retraction = None;
                }
            })
        },
    },
    Saboteur {
        law: "readers see the newest version or who retracted it",
        wrong: "readers see the first version",
        act: |scene| {
            let scene = scene.and([reopened(), says(DOCTOR, ALL, "5 mg")]);
            scene.folds(corrects(DOCTOR, "5 mg", "6 mg"), |after| {
                if let Some(sent) = after.messages.get_mut(&message("5 mg")) {
                    Arc::make_mut(sent).correction = None;
                }
            })
        },
    },
    Saboteur {
        law: "a message is within its limits",
        wrong: "the size of a file is not checked",
        act: |scene| {
            let step = stages_sized(DOCTOR, ALL, "film", u64::MAX);
            scene
                .and([reopened()])
                .decides(step, |seen| seen.policy.max_file_bytes = u64::MAX)
        },
    },
    Saboteur {
        law: "a message is within its limits",
        wrong: "the number of files is not checked",
        act: |scene| {
            let names = ["a.png", "b.png", "c.png", "d.png"];
            let scene = scene
                .and([reopened()])
                .and(names.map(|name| stages_sized(DOCTOR, ALL, name, 1)));
            let step = says_with(DOCTOR, ALL, "all of them", &names);
            scene.decides(step, |seen| seen.policy.max_files_per_message = 9)
        },
    },
    Saboteur {
        law: "a message is within its limits",
        wrong: "an empty message is stored",
        act: |scene| {
            scene
                .and([reopened()])
                .writes(says(DOCTOR, ALL, "…"), |entry| {
                    if let Event::MessageSent { text, .. } = &mut entry.event {
                        *text = None;
                    }
                })
        },
    },
    Saboteur {
        law: "no id is given twice",
        wrong: "a second message reuses the id of the first",
        act: |scene| {
            let scene = scene.and([reopened(), says(DOCTOR, ALL, "first")]);
            scene.decides(says(NURSE, ALL, "first"), |seen| {
                seen.messages.remove(&message("first"));
            })
        },
    },
    Saboteur {
        law: "no id is given twice",
        wrong: "a second upload reuses the id of the first",
        act: |scene| {
            let scene = scene.and([reopened(), stages(DOCTOR, ALL, "letter")]);
            scene.decides(stages(NURSE, ALL, "letter"), |seen| {
                seen.uploads.clear();
            })
        },
    },
    Saboteur {
        law: "a file is readable exactly by those who may read its message",
        wrong: "a file stays readable after its message is retracted",
        act: |scene| {
            let sent = [
                stages(DOCTOR, ALL, "letter"),
                says_with(DOCTOR, ALL, "x", &["letter"]),
            ];
            scene
                .and([reopened()])
                .and(sent)
                .folds(retracts(DOCTOR, "x"), |after| {
                    if let Some(sent) = after.messages.get_mut(&message("x")) {
                        Arc::make_mut(sent).retraction = None;
                    }
                })
        },
    },
    Saboteur {
        law: "a file is readable exactly by those who may read its message",
        wrong: "the fold does not record which message carries a file",
        act: |scene| {
            let scene = scene.and([reopened(), stages(DOCTOR, ALL, "letter")]);
            scene.folds(says_with(DOCTOR, ALL, "x", &["letter"]), |after| {
                if let Some(upload) = after.uploads.get_mut(&attachment("letter")) {
                    Arc::make_mut(upload).fate = UploadFate::Waiting;
                }
            })
        },
    },
    Saboteur {
        law: "a file is sent once and only where and by whom it was uploaded",
        wrong: "a file is sent in two messages",
        act: |scene| {
            let sent = [
                stages(DOCTOR, ALL, "letter"),
                says_with(DOCTOR, ALL, "x", &["letter"]),
            ];
            let step = says_with(DOCTOR, ALL, "y", &["letter"]);
            scene.and([reopened()]).and(sent).decides(step, |seen| {
                if let Some(upload) = seen.uploads.get_mut(&attachment("letter")) {
                    Arc::make_mut(upload).fate = UploadFate::Waiting;
                }
            })
        },
    },
    Saboteur {
        law: "a file is sent once and only where and by whom it was uploaded",
        wrong: "a private file is sent to everyone",
        act: |scene| {
            let scene = scene.and([reopened(), stages(DOCTOR, direct(DOCTOR, ANA), "letter")]);
            scene.decides(says_with(DOCTOR, ALL, "y", &["letter"]), |seen| {
                if let Some(upload) = seen.uploads.get_mut(&attachment("letter")) {
                    Arc::make_mut(upload).chat = ALL;
                }
            })
        },
    },
    Saboteur {
        law: "a file is sent once and only where and by whom it was uploaded",
        wrong: "a person sends someone else's upload",
        act: |scene| {
            let scene = scene.and([reopened(), stages(DOCTOR, ALL, "letter")]);
            scene.decides(says_with(NURSE, ALL, "y", &["letter"]), |seen| {
                if let Some(upload) = seen.uploads.get_mut(&attachment("letter")) {
                    Arc::make_mut(upload).by = NURSE;
                }
            })
        },
    },
];
