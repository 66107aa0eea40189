//! Wrong versions of the policies.

/// Mutations: a policy's id, the text to replace and its replacement.
pub const MUTATIONS: &[(&str, &str, &str)] = &[
    // M1: someone who has left is no longer a member.
    (
        "visit-chat-members-read",
        "principal.entered",
        r#"principal.presence == Presence::"inCall""#,
    ),
    // M2, M3: any pair with a provider.
    (
        "attendee-side",
        r#"resource.pair.attendee.role == Role::"patient""#,
        "true",
    ),
    // M4: the two switches swapped.
    ("care-side", "staffHaveDirectChats", "guestsHaveDirectChats"),
    (
        "attendee-side",
        "guestsHaveDirectChats",
        "staffHaveDirectChats",
    ),
    (
        "attendee-side",
        "resource.visit.policy.interpretersHaveDirectChats",
        "true",
    ),
    // M5: every provider of the visit reads; one overseer opens the chat for all; access never
    // ends.
    (
        "pair-reads",
        "principal == resource.pair.care",
        r#"principal.role == Role::"provider""#,
    ),
    (
        "overseers-read-what-they-opened",
        "resource.overseers.contains(principal)",
        "!resource.overseers.isEmpty()",
    ),
    (
        "overseers-read-no-further",
        "context.about.entryAt",
        "context.about.sentAt",
    ),
    // M6: also in one-to-one visits; whatever the policy; also for the care team.
    (
        "from-the-first-entry-on",
        r#"(resource.visit.group || resource.visit.historyByChoice && principal.enteredAs != Role::"patient") &&"#,
        "",
    ),
    // M6: also for patients; although shared; shared with any guest; shared by rules without the choice.
    (
        "from-the-first-entry-on",
        r#"&& principal.enteredAs != Role::"patient""#,
        "",
    ),
    ("from-the-first-entry-on", "!principal.sharesHistory &&", ""),
    ("history-is-shared-by-choice", "&& !resource.group", ""),
    (
        "history-is-shared-by-choice",
        "resource.historyByChoice &&",
        "",
    ),
    (
        "from-the-first-entry-on",
        "!resource.visit.policy.openHistory &&",
        "",
    ),
    (
        "from-the-first-entry-on",
        r#"Role::"interpreter"]"#,
        r#"Role::"interpreter", Role::"staff", Role::"provider"]"#,
    ),
    // V7: chats open without the policy, and beyond the handover; a provider takes a colleague's part.
    (
        "the-new-provider-reads-what-came-before",
        "context.about.handoverOpens &&",
        "",
    ),
    (
        "the-new-provider-reads-what-came-before",
        "context.about.handedOverAt > context.about.sentAt",
        "context.about.handedOverAt > 0",
    ),
    (
        "providers-hand-over-for-themselves",
        "principal != context.person",
        "false",
    ),
    // R1: attendees mark what they can't read; marks of the care team are held back too.
    (
        "marks-from-the-first-entry-on",
        "context.at < principal.enteredAt",
        "false",
    ),
    (
        "marks-from-the-first-entry-on",
        r#"Role::"interpreter"]"#,
        r#"Role::"interpreter", Role::"staff", Role::"provider"]"#,
    ),
    // R4: version 1 records that no answer is needed; entries that don't exist need none.
    (
        "some-rules-record-no-set-aside",
        "resource.visit.recordsNoAnswerNeeded",
        "true",
    ),
    ("nothing-to-set-aside", "context has at", "true"),
    // R4: no one stands in.
    ("those-who-stand-in-end-waits", "context.passedOn", "false"),
    // R5: version 1 has typing.
    (
        "some-rules-show-no-typing",
        "resource.visit.showsTyping",
        "true",
    ),
    // W7: people who have not come in, and those who are greyed out only; any text; version 1; an entry
    // that isn't made.
    ("attendees-inside-send-notices", "principal.entered", "true"),
    (
        "attendees-inside-send-notices",
        "principal.entered",
        r#"principal.presence == Presence::"inCall""#,
    ),
    ("some-rules-have-no-notices", "resource.hasNotices", "true"),
    ("notices-are-fixed", "context.offered", "true"),
    ("a-persons-notices-are-entries", "context.stands", "false"),
    ("a-persons-words-in-notices", "context.stands", "false"),
    ("no-such-notice", "context.exists", "true"),
    // W2: greyed out although started; not greyed out in a call without the provider.
    (
        "grey-visit-chat",
        r#"resource.starterRoles.containsAny([Role::"provider", Role::"staff"])"#,
        "false",
    ),
    (
        "grey-direct-chat",
        "resource.starters.contains(resource.pair.care)",
        "false",
    ),
    (
        "grey-visit-chat",
        r#"&& resource.visit.inCall.contains(Role::"provider")"#,
        "",
    ),
    // W3: staff are enough; another provider is enough.
    (
        "grey-visit-chat",
        r#"inCall.contains(Role::"provider")"#,
        r#"inCall.containsAny([Role::"provider", Role::"staff"])"#,
    ),
    (
        "grey-direct-chat",
        r#"resource.pair.care.presence == Presence::"inCall""#,
        r#"resource.visit.inCall.contains(Role::"provider")"#,
    ),
    // W4: any author's message starts the chat.
    (
        "grey-visit-chat",
        r#"resource.starterRoles.containsAny([Role::"provider", Role::"staff"])"#,
        "!resource.starterRoles.isEmpty()",
    ),
    (
        "grey-direct-chat",
        "resource.starters.contains(resource.pair.care)",
        "!resource.starters.isEmpty()",
    ),
    // W6: leaving closes a started chat; a lock applies to the care team too.
    (
        "grey-visit-chat",
        r#"resource.starterRoles.containsAny([Role::"provider", Role::"staff"])"#,
        r#"(principal.presence != Presence::"away" && resource.starterRoles.containsAny([Role::"provider", Role::"staff"]))"#,
    ),
    (
        "locked-for-attendees",
        r#"[Role::"patient","#,
        r#"[Role::"provider", Role::"patient","#,
    ),
    // W7: having been in the call is enough.
    (
        "grey-visit-chat",
        r#"principal.presence == Presence::"inCall""#,
        "principal.entered",
    ),
    (
        "grey-direct-chat",
        r#"principal.presence == Presence::"inCall""#,
        "principal.entered",
    ),
    // W8: a completed visit stays open; a reopened one does not.
    (
        "closed-visit",
        r#"Phase::"scheduled""#,
        r#"Phase::"completed", Phase::"scheduled""#,
    ),
    ("closed-visit", r#", Phase::"reopened""#, ""),
    // W9: being away counts as removed; a removed participant still reads.
    ("removed", r#"Presence::"removed""#, r#"Presence::"away""#),
    ("removed", "action,", r#"action in Action::"writing","#),
    // W10: whatever the policy.
    (
        "grey-visit-chat",
        "resource.visit.policy.waitingAttendeesStartVisitChat &&",
        "",
    ),
    // P6: a message to oneself.
    (
        "the-other-in-a-direct-chat",
        "context.recipient != principal &&",
        "",
    ),
    // F8: other authors' messages; retracted messages.
    ("own-words", "context.about.author == principal &&", ""),
    ("own-words", "&& context.about.retractedAt == 0", ""),
    (
        "a-retraction-hides-the-files-from-later-overseers",
        "context.about.retractedAt <= context.about.glassAt",
        "true",
    ),
    // V1: anyone reports anyone's presence; staff don't manage.
    ("own-presence", "context.person == principal", "true"),
    ("the-care-team-manages", r#", Role::"staff""#, ""),
    // V2: a removed patient counts as present, and so does any other role.
    (
        "no-no-show-of-a-patient-who-came",
        r#"haveCome.contains(Role::"patient")"#,
        r#"haveCome.containsAny([Role::"patient", Role::"guest"])"#,
    ),
    (
        "called-off-only-outside-a-call",
        r#"Action::"cancelVisit", "#,
        "",
    ),
    // H1: a repeated command is refused in a closed visit; a removal has any number of reasons.
    ("closed-to-changes", "|| context.alreadySo", ""),
    // W8: the visit chat is open in a follow-up; the service completes any visit, in a call, and whatever waits.
    ("closed-visit", "resource has pair &&", ""),
    (
        "files-of-a-closed-visit-stay",
        "&& context.ofDirectChat",
        "",
    ),
    (
        "the-service-completes",
        "resource.completesByPolicy",
        "true",
    ),
    ("the-service-ends-no-wait", r#", Action::"endFollowUp""#, ""),
    // V3: what a person says themselves is a fact too.
    (
        "attendees-join-a-call-under-way",
        "principal is Host &&",
        "",
    ),
    // V3: only providers start the call; attendees who have not entered join a call of attendees.
    ("attendees-join-a-call-under-way", r#", Role::"staff""#, ""),
    (
        "attendees-join-a-call-under-way",
        "context.person.entered &&",
        "",
    ),
    // V5: off by one byte; everyone's uploads count for each person; a person's limit is the
    // visit's.
    ("a-persons-share", "context.size) >", "context.size) >="),
    (
        "a-persons-share",
        "principal.uploaded",
        "resource.visit.uploaded",
    ),
    ("what-a-visit-holds", "context.size) >", "context.size) >="),
    // Small files count at their size; one file too many; everyone's files count for each person.
    (
        "a-persons-share",
        "then resource.visit.policy.minCountedFileBytes",
        "then context.size",
    ),
    ("a-persons-files", ">=", ">"),
    ("a-persons-files", "principal.files", "resource.visit.files"),
    ("a-visits-files", ">=", ">"),
    // V6: anyone discards others' files; the host discards sent files; also in a no-show.
    (
        "uploaders-discard-their-own",
        "context.uploader == principal",
        "true",
    ),
    ("sent-files-stay", "principal,", "principal is Person,"),
    ("files-of-a-closed-visit-stay", r#", Phase::"noShow""#, ""),
    // V8: one entry too many; off by one byte; corrections do not count as entries; the first
    // correction is already too many; a correction to the current text is refused.
    ("a-persons-entries", ">=", ">"),
    ("a-persons-words", "context.bytes >", "context.bytes >="),
    (
        "a-persons-corrected-words",
        "principal.textBytes + context.bytes",
        "principal.textBytes",
    ),
    ("a-persons-corrections-are-entries", ">=", ">"),
    ("corrected-so-many-times", ">=", ">"),
    ("corrected-so-many-times", "context.stands", "false"),
    // V8: one entry too many; a command that is a no-op makes no entry.
    ("a-persons-acts", ">=", ">"),
    ("an-overseers-acts", ">=", ">"),
    (
        "a-persons-waits",
        r#"context.person.presence == Presence::"waiting""#,
        "false",
    ),
    (
        "a-persons-calls",
        r#"context.person.presence == Presence::"inCall""#,
        "false",
    ),
    (
        "two-entries-for-the-first-call",
        "!context.person.entered &&",
        "",
    ),
    ("a-persons-unlocks", "resource.locked", "true"),
    // V9: also what the host reported.
    ("only-leased-presence-is-dropped", "context.leased", "true"),
    // H1: dropping again is refused; so is handing over again.
    (
        "only-leased-presence-is-dropped",
        "|| context.alreadySo",
        "",
    ),
    (
        "handed-over-between-providers",
        "||\n  context.alreadySo",
        "",
    ),
    // V4: the care team edits the policy; also in groups; two providers must stay.
    (
        "the-host-edits-the-policy",
        "context.changesPolicy",
        "false",
    ),
    ("one-patient-ever", "!resource.group &&", ""),
    (
        "one-provider-stays",
        "resource.providers == 1",
        "resource.providers <= 2",
    ),
];
