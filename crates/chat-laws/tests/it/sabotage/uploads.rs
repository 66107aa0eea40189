//! Wrong about uploads before a message carries them (F7, V5, V6).

use super::Saboteur;
use chat_domain::{Actor, Command, Event, PersonId, Phase, Refusal, chat::UploadFate};
use chat_laws::{
    cast::*,
    commands::{self, *},
};
use std::sync::Arc;

/// The host gives up a file.
fn cleared(name: &str) -> Step {
    let attachment = attachment(name);
    host(Command::DiscardFile { attachment })
}

/// One byte for everyone.
fn scan(person: PersonId, name: &str) -> Step {
    stages_sized(person, ALL, name, 1)
}

/// A byte under an id of the client's.
fn upload(name: &str, id: &str) -> Step {
    commands::uploads(DOCTOR, ALL, file(name, 1), id)
}

pub(super) const SABOTEURS: &[Saboteur] = &[
    Saboteur {
        law: "an upload's id stages once",
        wrong: "a repeated upload is stored again",
        act: |scene| {
            let scene = scene.and([reopened(), upload("letter", "it")]);
            scene.decides(upload("letter", "it"), |seen| {
                seen.upload_ids.clear();
                seen.uploads.clear();
            })
        },
    },
    Saboteur {
        law: "an upload's id stages once",
        wrong: "another file under one id gets the first one's receipt",
        act: |scene| {
            let scene = scene.and([reopened(), upload("letter", "it")]);
            scene.answers(upload("film", "it"), Ok(Vec::new()))
        },
    },
    Saboteur {
        law: "an upload's id stages once",
        wrong: "what was given up is had back under its id",
        act: |scene| {
            let scene = scene.and([reopened(), upload("letter", "it"), cleared("letter")]);
            scene.answers(upload("letter", "it"), Ok(Vec::new()))
        },
    },
    Saboteur {
        law: "an upload's id stages once",
        wrong: "the fold does not note the client's id",
        act: |scene| {
            scene
                .and([reopened()])
                .folds(upload("letter", "it"), |after| {
                    after.upload_ids.remove(&(DOCTOR, upload_id("it")));
                })
        },
    },
    Saboteur {
        law: "an upload's id stages once",
        wrong: "the receipt is forgotten when the visit closes",
        act: |scene| {
            let scene = scene.and([reopened(), upload("letter", "it"), completed()]);
            let phase = Phase::Completed;
            scene.refuses(upload("letter", "it"), Refusal::VisitClosed { phase })
        },
    },
    Saboteur {
        law: "uploads stay within their quotas",
        wrong: "a person's quota is not looked at",
        act: |scene| {
            let scene = scene.and([reopened()]);
            let size = scene.state.policy.max_file_bytes;
            let names = ["a", "b", "c", "d", "e", "f", "g", "h"];
            let scene = scene.and(names.map(|name| stages_sized(DOCTOR, ALL, name, size)));
            scene.decides(stages_sized(DOCTOR, ALL, "i", size), |seen| {
                seen.policy.max_upload_bytes_per_person = None;
            })
        },
    },
    Saboteur {
        law: "uploads stay within their quotas",
        wrong: "the visit's quota is not looked at",
        act: |scene| {
            let scene = scene.and([reopened()]);
            let size = scene.state.policy.max_file_bytes;
            let others = ["a", "b", "c", "d", "e", "f"];
            let scene = scene.and(others.map(|name| stages_sized(DOCTOR, ALL, name, size)));
            let others = ["g", "h", "i", "j", "k", "l"];
            let scene = scene.and(others.map(|name| stages_sized(COLLEAGUE, ALL, name, size)));
            scene.decides(stages_sized(NURSE, ALL, "m", size), |seen| {
                seen.policy.max_upload_bytes_per_visit = None;
            })
        },
    },
    Saboteur {
        law: "uploads stay within their quotas",
        wrong: "what was given up counts on",
        act: |scene| {
            let scene = scene.and([reopened(), stages(DOCTOR, ALL, "letter")]);
            let before = scene.state.uploaded.clone();
            scene.folds(cleared("letter"), |after| after.uploaded = before)
        },
    },
    Saboteur {
        law: "uploads stay within their quotas",
        wrong: "the fold counts an upload twice",
        act: |scene| {
            let scene = scene.and([reopened()]);
            scene.folds(scan(DOCTOR, "letter"), |after| {
                if let Some(uploaded) = after.uploaded.get_mut(&DOCTOR) {
                    uploaded.bytes += 1;
                }
            })
        },
    },
    Saboteur {
        law: "uploads stay within their quotas",
        wrong: "the number of a person's files is not looked at",
        act: |scene| {
            let names = ["a", "b", "c", "d", "e", "f", "g", "h"];
            let scene = scene
                .and([reopened()])
                .and(names.map(|name| scan(DOCTOR, name)));
            scene.decides(scan(DOCTOR, "i"), |seen| {
                seen.policy.max_uploads_per_person = None;
            })
        },
    },
    Saboteur {
        law: "uploads stay within their quotas",
        wrong: "the number of the visit's files is not looked at",
        act: |scene| {
            let names = ["a", "b", "c", "d", "e", "f", "g", "h"];
            let scene = scene
                .and([reopened()])
                .and(names.map(|name| scan(NURSE, name)));
            let names = ["i", "j", "k", "l", "m", "n", "o", "p"];
            let scene = scene.and(names.map(|name| scan(COLLEAGUE, name)));
            let names = ["q", "r", "s", "t", "u", "v", "w", "x"];
            scene
                .and(names.map(|name| scan(ANA, name)))
                .decides(scan(DOCTOR, "y"), |seen| {
                    seen.policy.max_uploads_per_visit = None;
                })
        },
    },
    Saboteur {
        law: "uploads stay within their quotas",
        wrong: "what was given up is no file any more",
        act: |scene| {
            let scene = scene.and([reopened(), scan(DOCTOR, "letter")]);
            scene.folds(cleared("letter"), |after| {
                if let Some(uploaded) = after.uploaded.get_mut(&DOCTOR) {
                    uploaded.files = 0;
                }
            })
        },
    },
    Saboteur {
        law: "uploads stay within their quotas",
        wrong: "a small file counts as its bytes alone",
        act: |scene| {
            let scene = scene.and([reopened()]);
            let before = scene.state.uploaded.get(&DOCTOR).copied();
            scene.folds(scan(DOCTOR, "letter"), |after| {
                if let Some(uploaded) = after.uploaded.get_mut(&DOCTOR) {
                    uploaded.bytes = before.unwrap_or_default().bytes + 1;
                }
            })
        },
    },
    Saboteur {
        law: "only an unsent file is discarded and only by its uploader or the host",
        wrong: "a file is given up that a message carries",
        act: |scene| {
            let sent = [
                scan(DOCTOR, "letter"),
                says_with(DOCTOR, ALL, "x", &["letter"]),
            ];
            let scene = scene.and([reopened()]).and(sent);
            scene.decides(cleared("letter"), |seen| {
                if let Some(upload) = seen.uploads.get_mut(&attachment("letter")) {
                    Arc::make_mut(upload).fate = UploadFate::Waiting;
                }
            })
        },
    },
    Saboteur {
        law: "only an unsent file is discarded and only by its uploader or the host",
        wrong: "staff give up what a provider uploaded",
        act: |scene| {
            let scene = scene.and([reopened(), scan(DOCTOR, "letter")]);
            scene.decides(discards(NURSE, "letter"), |seen| {
                if let Some(upload) = seen.uploads.get_mut(&attachment("letter")) {
                    Arc::make_mut(upload).by = NURSE;
                }
            })
        },
    },
    Saboteur {
        law: "only an unsent file is discarded and only by its uploader or the host",
        wrong: "a file of a closed visit is given up by its uploader",
        act: |scene| {
            let scene = scene.and([reopened(), scan(DOCTOR, "letter"), completed()]);
            scene.decides(discards(DOCTOR, "letter"), |seen| {
                seen.phase = Phase::Reopened;
            })
        },
    },
    Saboteur {
        law: "only an unsent file is discarded and only by its uploader or the host",
        wrong: "the host may not clear away what a closed visit holds",
        act: |scene| {
            let scene = scene.and([reopened(), scan(DOCTOR, "letter"), completed()]);
            let phase = Phase::Completed;
            scene.refuses(cleared("letter"), Refusal::VisitClosed { phase })
        },
    },
    Saboteur {
        law: "only an unsent file is discarded and only by its uploader or the host",
        wrong: "a file is given up twice",
        act: |scene| {
            let scene = scene.and([reopened(), scan(DOCTOR, "letter"), cleared("letter")]);
            let attachment = attachment("letter");
            scene.answers(
                cleared("letter"),
                Ok(vec![Event::FileDiscarded { attachment }]),
            )
        },
    },
    Saboteur {
        law: "only an unsent file is discarded and only by its uploader or the host",
        wrong: "an overseer gives up a file",
        act: |scene| {
            let scene = scene.and([reopened(), scan(DOCTOR, "letter")]);
            let attachment = attachment("letter");
            let step = (
                Actor::Overseer(OVERSEER),
                Command::DiscardFile { attachment },
            );
            scene.mishears(step, cleared("letter"))
        },
    },
    Saboteur {
        law: "a discarded file is neither sent nor read",
        wrong: "a file is sent that was given up",
        act: |scene| {
            let scene = scene.and([reopened(), scan(DOCTOR, "letter"), cleared("letter")]);
            scene.decides(says_with(DOCTOR, ALL, "x", &["letter"]), |seen| {
                if let Some(upload) = seen.uploads.get_mut(&attachment("letter")) {
                    Arc::make_mut(upload).fate = UploadFate::Waiting;
                }
            })
        },
    },
    Saboteur {
        law: "a discarded file is neither sent nor read",
        wrong: "the fold forgets that a file was given up",
        act: |scene| {
            let scene = scene.and([reopened(), scan(DOCTOR, "letter")]);
            scene.folds(cleared("letter"), |after| {
                if let Some(upload) = after.uploads.get_mut(&attachment("letter")) {
                    Arc::make_mut(upload).fate = UploadFate::Waiting;
                }
            })
        },
    },
    Saboteur {
        law: "a discarded file is neither sent nor read",
        wrong: "a file that was given up is read with another message",
        act: |scene| {
            let said = [reopened(), scan(DOCTOR, "letter"), says(DOCTOR, ALL, "x")];
            scene.and(said).folds(cleared("letter"), |after| {
                if let Some(upload) = after.uploads.get_mut(&attachment("letter")) {
                    Arc::make_mut(upload).fate = UploadFate::Carried(message("x"));
                }
            })
        },
    },
    Saboteur {
        law: "a discarded file is neither sent nor read",
        wrong: "the id of what was given up is given to another file",
        act: |scene| {
            let scene = scene.and([reopened(), scan(DOCTOR, "letter"), cleared("letter")]);
            scene.decides(scan(NURSE, "letter"), |seen| {
                seen.uploads.remove(&attachment("letter"));
            })
        },
    },
];
