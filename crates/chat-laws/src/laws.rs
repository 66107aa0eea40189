//! The laws, one file per theme. Each is a constant with a name and its rules, and a function.

mod acts;
mod agreement;
mod closing;
mod direct;
mod discards;
mod files;
mod gate;
mod handover;
mod host;
mod leases;
mod lifecycle;
mod limits;
mod log;
mod marks;
mod messages;
mod names;
mod notices;
mod numbers;
mod oversight;
mod pairs;
mod participants;
mod quotas;
mod reading;
mod recipient;
mod reminders;
mod removal;
mod secrecy;
mod typing;
mod uploads;
mod verdict;
mod versions;
mod waiting;
mod writing;

use crate::{law::Law, moment::Moment};

/// All laws.
pub const LAWS: &[Law] = &[
    direct::TWO_ATTENDEES_NEVER_SHARE,
    direct::TWO_OF_THE_CARE_TEAM_NEVER_SHARE,
    direct::A_DIRECT_CHAT_JOINS_TWO_ROLES,
    direct::ONLY_ITS_TWO_MEMBERS_READ,
    oversight::OVERSEERS_READ_WHAT_THEY_BROKE_THE_GLASS_FOR,
    oversight::BREAKING_THE_GLASS_IS_FOR_THE_AUDIT_ALONE,
    reading::LATE_ATTENDEES_READ_FROM_THEIR_ENTRY_ON,
    reading::THE_CARE_TEAM_READS_ALL_OF_THE_VISIT_CHAT,
    reading::AN_ENTRY_GOES_TO_ITS_READERS,
    reading::AUTHORS_ARE_SHOWN,
    reading::PEOPLE_ARE_SHOWN_WHOM_THEY_MAY_KNOW_OF,
    numbers::WHAT_CAME_BEFORE_SHOWS_NOWHERE,
    secrecy::ABSENT_AND_FORBIDDEN_ARE_ONE_ANSWER,
    secrecy::A_DIRECT_CHAT_CHANGES_NO_ONE_ELSES_VIEW,
    secrecy::SECOND_IDENTIFIERS_ARE_FOR_THE_CARE_TEAM,
    reminders::THOSE_WHO_HAVE_NOT_READ_ARE_REMINDED,
    reminders::WHAT_NO_ONE_HAS_READ_IS_ESCALATED,
    gate::THE_CARE_TEAM_MAY_ALWAYS_START,
    gate::NO_MESSAGE_PRECEDES_ITS_PERMISSION,
    gate::THE_GATE_IS_PER_CHAT,
    gate::ONCE_STARTED_A_CHAT_STAYS_OPEN,
    gate::WITH_THE_PROVIDER_ATTENDEES_MAY_WRITE,
    gate::GREY_AGAIN_AFTER_THE_CALL,
    gate::A_LOCK_IS_FOR_ATTENDEES,
    gate::WAITING_ATTENDEES_START_BY_POLICY,
    closing::CLOSED_IS_CLOSED,
    closing::THE_SERVICE_CLOSES_BY_POLICY,
    closing::A_CLOSED_VISIT_STAYS_READABLE,
    removal::REMOVAL_IS_FINAL,
    agreement::SCREEN_AND_SERVER_AGREE,
    agreement::READING_AND_WRITING_ARE_AS_THE_RULES_SAY,
    recipient::THE_PRIMARY_PATIENT_IS_STICKY,
    recipient::DIRECT_MESSAGE_OPENS_WITH_THE_PRIMARY_PATIENT,
    recipient::EVERY_MESSAGE_NAMES_ITS_RECIPIENT,
    recipient::A_PRIVATE_MESSAGE_NEVER_GOES_TO_THE_GROUP,
    recipient::EACH_CHAT_IS_LISTED_WITH_ITS_PEER,
    names::SAME_NAMES_ARE_TOLD_APART,
    names::A_QUALIFIER_NEVER_PASSES_TO_ANOTHER_PERSON,
    messages::A_REPEATED_SEND_STORES_NOTHING,
    messages::THE_RECORD_KEEPS_ALL,
    messages::ONLY_ITS_AUTHOR_CORRECTS_A_MESSAGE,
    messages::READERS_SEE_THE_NEWEST_VERSION,
    marks::READERS_MARK_FORWARD,
    marks::UNREAD_IS_WHAT_OTHERS_WROTE_AFTER_THE_MARK,
    marks::A_VERSION_IS_READ_BY_THOSE_WHO_MARKED_IT,
    waiting::THE_CARE_SIDE_SEES_WHAT_WAITS,
    waiting::THE_CARE_SIDE_ENDS_A_WAIT,
    typing::TYPISTS_MAY_WRITE,
    typing::TYPING_IS_SHOWN_LIKE_A_MESSAGE,
    typing::A_MESSAGE_ENDS_TYPING,
    versions::VERSIONS_ARE_SHOWN_AS_THEIR_READER_MAY_KNOW_THEM,
    notices::AN_ATTENDEE_INSIDE_MAY_NOTIFY,
    notices::A_NOTICE_STARTS_NO_CHAT,
    notices::A_NOTICE_WAITS_FOR_THE_CARE_TEAM,
    notices::THE_CARE_TEAM_SETTLES_NOTICES,
    notices::A_REPEATED_NOTICE_STORES_NOTHING,
    limits::A_MESSAGE_IS_WITHIN_ITS_LIMITS,
    limits::NO_ID_IS_GIVEN_TWICE,
    files::A_FILE_IS_READ_WITH_ITS_MESSAGE,
    files::A_FILE_IS_SENT_ONCE,
    uploads::AN_UPLOADS_ID_STAGES_ONCE,
    quotas::UPLOADS_STAY_WITHIN_THEIR_QUOTAS,
    writing::WRITING_STAYS_WITHIN_ITS_QUOTA,
    acts::ACTS_STAY_WITHIN_THEIR_QUOTA,
    discards::ONLY_AN_UNSENT_FILE_IS_DISCARDED,
    discards::A_DISCARDED_FILE_IS_GONE,
    log::A_REFUSAL_CHANGES_NOTHING,
    log::AN_ANSWER_IS_WHAT_THE_LOG_HOLDS,
    log::NUMBERS_ARE_DENSE,
    log::THE_LOG_REPLAYS_TO_THE_STATE,
    lifecycle::THE_HOST_AND_THE_CARE_TEAM_MANAGE,
    lifecycle::A_CHAT_IS_LOCKED_BY_ITS_CARE_SIDE,
    lifecycle::A_VISIT_CHANGES_ALONG_ITS_LINES,
    lifecycle::ATTENDEES_JOIN_A_CALL_IN_PROGRESS,
    lifecycle::EVERYONE_IS_WHERE_THE_LOG_PUT_THEM,
    handover::A_PROVIDER_HANDS_OVER,
    handover::A_HANDOVER_OPENS_WHAT_CAME_BEFORE,
    handover::A_HANDOVER_IS_SHOWN,
    leases::ONLY_THE_SERVICE_DROPS,
    leases::A_DROP_ENDS_LEASED_PRESENCE,
    leases::THE_GATE_TELLS_A_DROP_FROM_A_DEPARTURE,
    participants::ONE_PATIENT_IN_A_ONE_TO_ONE_VISIT,
    participants::ONE_PROVIDER_STAYS,
    participants::A_PERSON_TAKES_PART_ONCE,
    participants::HISTORY_IS_SHARED_WHERE_THE_RULES_SAY,
    participants::A_VISIT_KEEPS_ITS_POLICY,
    host::A_REPEATED_ACT_CHANGES_NOTHING,
    host::A_REPORTED_JOIN_IS_NEVER_LOST,
    host::AN_EDIT_OPENS_AND_HIDES_NO_MESSAGE,
    host::AN_ABSENCE_STAYS_CLOSED,
];

/// The first law that a moment breaks, and how.
#[must_use]
pub fn broken(moment: &Moment<'_>) -> Option<(&'static Law, String)> {
    let verdicts = LAWS.iter().map(|law| (law, (law.check)(moment)));
    verdicts
        .filter_map(|(law, verdict)| Some((law, verdict.err()?)))
        .next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use chat_domain::RuleId;
    use std::collections::BTreeSet;

    /// Rules about file contents, storage and hashes, which a moment of a visit does not show.
    const ELSEWHERE: [RuleId; 7] = [
        RuleId::F1,
        RuleId::F2,
        RuleId::F3,
        RuleId::F4,
        RuleId::F9,
        RuleId::G3,
        RuleId::G4,
    ];

    #[test]
    fn laws_have_unique_names_and_rules() {
        let names: BTreeSet<_> = LAWS.iter().map(|law| law.name).collect();
        assert_eq!(names.len(), LAWS.len());
        assert!(LAWS.iter().all(|law| !law.rules.is_empty()));
    }
    #[test]
    fn every_observable_rule_has_a_law() {
        let mut rules: BTreeSet<_> = LAWS.iter().flat_map(|law| law.rules).copied().collect();
        for rule in ELSEWHERE {
            assert!(rules.insert(rule), "{rule} has a law");
        }
        assert!(rules.iter().eq(RuleId::ALL), "{rules:?}");
    }
}
