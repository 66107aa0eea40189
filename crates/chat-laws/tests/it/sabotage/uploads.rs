//! Bugs about uploads that no message carries yet (F7, V5, V6).

use super::Saboteur;
use chat_domain::{Actor, Command, Event, PersonId, Phase, Refusal, chat::UploadFate};
use chat_laws::{
    cast::*,
    commands::{self, *},
};
use std::sync::Arc;

/// The host discards a file.
fn cleared(name: &str) -> Step {
    let attachment = attachment(name);
    host(Command::DiscardFile { attachment })
}

/// A one-byte upload for everyone.
fn scan(person: PersonId, name: &str) -> Step {
    stages_sized(person, ALL, name, 1)
}

/// A one-byte upload with a client upload id.
fn upload(name: &str, id: &str) -> Step {
    commands::uploads(DOCTOR, ALL, file(name, 1), id)
}

pub(super) const SABOTEURS: &[Saboteur] = &[
    Saboteur {
        law: "an upload's id stages once",
        wrong: "a retried upload is stored again",
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
        wrong: "another file with the same id gets the original receipt",
        act: |scene| {
            let scene = scene.and([reopened(), upload("letter", "it")]);
            scene.answers(upload("film", "it"), Ok(Vec::new()))
        },
    },
    Saboteur {
        law: "an upload's id stages once",
        wrong: "a retry with its id restores a discarded file",
        act: |scene| {
            let scene = scene.and([reopened(), upload("letter", "it"), cleared("letter")]);
            scene.answers(upload("letter", "it"), Ok(Vec::new()))
        },
    },
    Saboteur {
        law: "an upload's id stages once",
        wrong: "the fold does not record the client's id",
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
        wrong: "a person's quota is not checked",
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
        wrong: "the visit's quota is not checked",
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
        wrong: "a discarded file still counts",
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
        wrong: "the number of a person's files is not checked",
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
        wrong: "the number of the visit's files is not checked",
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
        wrong: "a discarded file no longer counts as a file",
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
        wrong: "a small file counts only its own bytes",
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
        wrong: "a sent file is discarded",
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
        wrong: "staff discard a provider's upload",
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
        wrong: "a file of a closed visit is discarded by its uploader",
        act: |scene| {
            let scene = scene.and([reopened(), scan(DOCTOR, "letter"), completed()]);
            scene.decides(discards(DOCTOR, "letter"), |seen| {
                seen.phase = Phase::Reopened;
            })
        },
    },
    Saboteur {
        law: "only an unsent file is discarded and only by its uploader or the host",
        wrong: "the host may not discard files of a closed visit",
        act: |scene| {
            let scene = scene.and([reopened(), scan(DOCTOR, "letter"), completed()]);
            let phase = Phase::Completed;
            scene.refuses(cleared("letter"), Refusal::VisitClosed { phase })
        },
    },
    Saboteur {
        law: "only an unsent file is discarded and only by its uploader or the host",
        wrong: "a file is discarded twice",
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
        wrong: "an overseer discards a file",
        act: |scene| {
            let scene = scene.and([reopened(), scan(DOCTOR, "letter")]);
            let attachment = attachment("letter");
            let step = (
                Actor::Overseer(OVERSEER),
                Command::DiscardFile { attachment },
            );
            scene.confuses(step, cleared("letter"))
        },
    },
    Saboteur {
        law: "a discarded file is neither sent nor read",
        wrong: "a discarded file is sent",
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
        wrong: "the fold forgets that a file was discarded",
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
        wrong: "a discarded file is readable with another message",
        act: |scene| {
            let steps = [reopened(), scan(DOCTOR, "letter"), says(DOCTOR, ALL, "x")];
            scene.and(steps).folds(cleared("letter"), |after| {
                if let Some(upload) = after.uploads.get_mut(&attachment("letter")) {
                    Arc::make_mut(upload).fate = UploadFate::Carried(message("x"));
                }
            })
        },
    },
    Saboteur {
        law: "a discarded file is neither sent nor read",
        wrong: "the id of a discarded file is reused",
        act: |scene| {
            let scene = scene.and([reopened(), scan(DOCTOR, "letter"), cleared("letter")]);
            scene.decides(scan(NURSE, "letter"), |seen| {
                seen.uploads.remove(&attachment("letter"));
            })
        },
    },
];
