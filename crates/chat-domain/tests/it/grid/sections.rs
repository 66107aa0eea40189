//! The grid's sections: the tables under the default policy, and the differences under other
//! settings.

use super::{
    cast::Setting,
    chats,
    merge::both,
    notices, oversight,
    table::{Block, Case},
    visit,
};
use chat_domain::{Policy, RulesVersion, VisitKind};
use std::{sync::LazyLock, thread};

/// Blocks under one title.
pub struct Section {
    pub title: &'static str,
    /// What the section shows.
    pub about: &'static str,
    pub blocks: Vec<Block>,
    /// In a section of differences, the index of the section that it differs from.
    pub from: Option<usize>,
}

impl Section {
    /// Its cases, each once.
    pub fn counted(&self) -> impl Iterator<Item = &Case> {
        let counted = self.blocks.iter().filter(|block| block.counts);
        counted.flat_map(|block| &block.cases)
    }
}

/// A group visit under the default policy.
pub const DEFAULT: Setting = Setting {
    kind: VisitKind::Group,
    policy: Policy::DEFAULT,
    rules: RulesVersion::V1,
};

const ONE_TO_ONE: Setting = Setting {
    kind: VisitKind::OneToOne,
    ..DEFAULT
};

/// Other settings, with their section's title and reason.
const OTHERS: &[(&str, &str, Setting)] = &[
    (
        "CHATS, WHERE GUESTS HAVE DIRECT CHATS",
        "The policy `guests_have_direct_chats` (M4).",
        under(Policy {
            guests_have_direct_chats: true,
            ..Policy::DEFAULT
        }),
    ),
    (
        "CHATS, WHERE STAFF HAVE DIRECT CHATS",
        "The policy `staff_have_direct_chats` (M4).",
        under(Policy {
            staff_have_direct_chats: true,
            ..Policy::DEFAULT
        }),
    ),
    (
        "CHATS, WHERE BOTH GUESTS AND STAFF HAVE DIRECT CHATS",
        "The policies `guests_have_direct_chats` and `staff_have_direct_chats` (M4).",
        under(Policy {
            guests_have_direct_chats: true,
            staff_have_direct_chats: true,
            ..Policy::DEFAULT
        }),
    ),
    (
        "CHATS, WHERE INTERPRETERS HAVE DIRECT CHATS",
        "The policy `interpreters_have_direct_chats` (M4).",
        under(Policy {
            interpreters_have_direct_chats: true,
            ..Policy::DEFAULT
        }),
    ),
    (
        "CHATS, WHERE ATTENDEES READ THE WHOLE HISTORY",
        "The policy `open_history` (M6).",
        under(Policy {
            open_history: true,
            ..Policy::DEFAULT
        }),
    ),
    (
        "CHATS, WHERE WAITING ATTENDEES START THE VISIT CHAT",
        "The policy `waiting_attendees_start_visit_chat` (W10).",
        under(Policy {
            waiting_attendees_start_visit_chat: true,
            ..Policy::DEFAULT
        }),
    ),
    (
        "CHATS, IN A ONE-TO-ONE VISIT",
        "A one-to-one visit has only one patient (V4), whose conversation it is (M6).",
        ONE_TO_ONE,
    ),
    (
        "CHATS, IN A ONE-TO-ONE VISIT UNDER VERSION 2",
        "Guests and interpreters read from their own first entry on, unless the history is shared (M6).",
        Setting {
            rules: RulesVersion::V2,
            ..ONE_TO_ONE
        },
    ),
];

const fn under(policy: Policy) -> Setting {
    Setting { policy, ..DEFAULT }
}

/// The settings of the sections about chats, which come first, in order.
pub fn settings() -> Vec<Setting> {
    let others = OTHERS.iter().map(|(_, _, setting)| *setting);
    [DEFAULT].into_iter().chain(others).collect()
}

/// The same kind of visit, under the same rules and the default policy.
pub const fn under_default(setting: Setting) -> Setting {
    Setting {
        policy: Policy::DEFAULT,
        ..setting
    }
}

/// All sections, in the document's order.
pub static SECTIONS: LazyLock<Vec<Section>> = LazyLock::new(|| {
    let visits = |setting| -> Vec<_> {
        visit::Who::all()
            .into_iter()
            .map(|who| visit::block(setting, who))
            .collect()
    };
    thread::scope(|scope| {
        let others: Vec<_> = OTHERS
            .iter()
            .map(|(_, _, setting)| scope.spawn(move || chats::all(*setting)))
            .collect();
        let (in_chats, in_visit) = (chats::all(DEFAULT), visits(DEFAULT));
        let mut sections = Vec::new();
        for ((title, about, _), blocks) in OTHERS.iter().zip(others) {
            let blocks = differing(&in_chats, blocks.join().unwrap());
            sections.push(Section {
                title,
                about,
                blocks,
                from: Some(0),
            });
        }
        let one_to_one = differing(&in_visit, visits(ONE_TO_ONE));
        let base = Section {
            title: "CHATS",
            about: "Reading, writing and other acts in a chat, in a group visit under the default policy.",
            blocks: in_chats,
            from: None,
        };
        sections.insert(0, base);
        let on_visit = sections.len();
        sections.push(Section {
            title: "THE VISIT",
            about: "Acts on the visit itself, in a group visit. No policy changes them.",
            blocks: in_visit,
            from: None,
        });
        sections.push(Section {
            title: "THE VISIT, IF IT IS ONE-TO-ONE",
            about: "A one-to-one visit has only one patient (V4).",
            blocks: one_to_one,
            from: Some(on_visit),
        });
        let under_version_2 = Setting {
            rules: RulesVersion::V2,
            ..DEFAULT
        };
        let blocks = visit::Who::all().into_iter();
        sections.push(Section {
            title: "NOTICES, UNDER VERSION 2",
            about: "Notices of attendees to the care team (W7, R4), in a group visit. No policy changes them.",
            blocks: blocks
                .map(|who| notices::block(under_version_2, who))
                .collect(),
            from: None,
        });
        let blocks = oversight::Looker::ALL.map(|looker| oversight::block(DEFAULT, looker));
        sections.push(Section {
            title: "LOOKING FROM OUTSIDE",
            about: "What the host and overseers do with chats (M5). `Past` is what was there when the glass was \
                    broken, `since` what came later.",
            blocks: blocks.into(),
            from: None,
        });
        sections
    })
});

/// Marks the cases that are the same as under another setting: no answer differs where both have
/// one. A table that exists under only one setting differs as a whole.
fn differing(from: &[Block], mut blocks: Vec<Block>) -> Vec<Block> {
    for block in &mut blocks {
        let same = |from: &&Block| from.part == block.part && from.title == block.title;
        let Some(from) = from.iter().find(same) else {
            continue;
        };
        for (case, from) in block.cases.iter_mut().zip(&from.cases) {
            if let (Case::Answers(answers), Case::Answers(from)) = (&*case, from)
                && both(answers, from).is_some()
            {
                *case = Case::AsBefore(answers.clone());
            }
        }
    }
    blocks
}
