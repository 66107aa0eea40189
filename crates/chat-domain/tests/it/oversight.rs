//! M5: only the two members read a direct chat; overseers break the glass.

use crate::{commands::*, people::*, spec::*};
use chat_domain::{
    Actor, ChatKey, ChatNumber, Command, Entry, Event, MessageText, PersonId, Policy, Refusal,
    RulesVersion::V2,
    VisitKind,
    access::{may_oversee, may_oversee_file},
    view::{
        MessageView, VersionReader, VersionView, overseen_message, overseen_people, overseen_text,
        version_numbers, versions,
    },
};

const WITH_ANA: ChatKey = direct(DOCTOR, ANA);

fn overseen(spec: &Spec, overseer: PersonId) -> Vec<MessageView> {
    let seen = |entry| {
        let needed = overseen_text(&spec.state, overseer, entry);
        let at = |number| {
            let mut log = spec.log.iter();
            log.find(|e| e.event.chat_entry() == Some((WITH_ANA, number)))
        };
        overseen_message(&spec.state, overseer, entry, needed.and_then(at))
    };
    spec.log.iter().filter_map(seen).collect()
}

fn words(views: &[MessageView]) -> Vec<&str> {
    let shown = views.iter().filter_map(|view| view.text.as_ref());
    shown.map(MessageText::as_str).collect()
}

#[test]
fn m5_other_providers_and_staff_cannot_read_a_direct_chat() {
    let visit = given([group_visit(), says(DOCTOR, WITH_ANA, "private")]);
    for person in [COLLEAGUE, NURSE] {
        assert!(visit.messages(person).is_empty());
    }
    assert_eq!(visit.newest_goes_to(), [DOCTOR, ANA].into());
}

#[test]
fn m5_breaking_the_glass_is_an_entry_with_a_reason_and_a_bound() {
    let visit = given([
        group_visit(),
        says(DOCTOR, WITH_ANA, "one"),
        says(ANA, WITH_ANA, "two"),
    ]);
    assert!(overseen(&visit, OVERSEER).is_empty());
    let visit = visit
        .when(breaks_glass(OVERSEER, WITH_ANA))
        .then([Event::GlassBroken {
            chat: WITH_ANA,
            through: ChatNumber(2),
            reason: reason("complaint 17"),
        }]);
    assert!(visit.newest_goes_to().is_empty());
    assert_eq!(words(&overseen(&visit, OVERSEER)), ["one", "two"]);
    // Later entries are not covered until the glass is broken again.
    let visit = visit.and([says(DOCTOR, WITH_ANA, "three")]);
    assert_eq!(words(&overseen(&visit, OVERSEER)), ["one", "two"]);
    let visit = visit.and([breaks_glass(OVERSEER, WITH_ANA)]);
    assert_eq!(words(&overseen(&visit, OVERSEER)), ["one", "two", "three"]);
}

#[test]
fn m5_oversight_shows_nothing_that_was_written_after_it_was_granted() {
    let visit = given([
        group_visit(),
        says(DOCTOR, WITH_ANA, "one"),
        breaks_glass(OVERSEER, WITH_ANA),
    ]);
    let granted = overseen(&visit, OVERSEER);
    let visit = visit.and([corrects(DOCTOR, "one", "something new")]);
    assert_eq!(overseen(&visit, OVERSEER), granted);
    let visit = visit.and([retracts(DOCTOR, "one")]);
    assert_eq!(overseen(&visit, OVERSEER), granted);
}

fn overseen_versions(spec: &Spec, words: &str) -> Result<Vec<VersionView>, Refusal> {
    let overseer = VersionReader::Overseer(OVERSEER);
    let (chat, numbers) = version_numbers(&spec.state, overseer, message(words))?;
    let of_chat = |entry: &&Entry| {
        let place = entry.event.chat_entry();
        place.is_some_and(|(of, number)| of == chat && numbers.contains(&number))
    };
    let entries: Vec<_> = spec.log.iter().filter(of_chat).cloned().collect();
    versions(&spec.state, overseer, message(words), &entries)
}

#[test]
fn m5_overseer_reads_the_versions_and_their_readers_as_of_that_moment() {
    let visit = given([
        scheduled_under(V2, VisitKind::Group, Policy::DEFAULT, &[DOCTOR, ANA]),
        says(DOCTOR, WITH_ANA, "50 mg"),
        reads(ANA, WITH_ANA, 1),
        corrects(DOCTOR, "50 mg", "5 mg"),
    ]);
    let unknown = Some(Refusal::MessageUnknown);
    assert_eq!(overseen_versions(&visit, "50 mg").err(), unknown);
    assert_eq!(overseen_versions(&visit, "never sent").err(), unknown);
    let visit = visit.and([breaks_glass(OVERSEER, WITH_ANA)]);
    let granted = overseen_versions(&visit, "50 mg").unwrap();
    let shown = |version: &VersionView| {
        let read_by: Vec<_> = version.read_by.iter().map(|one| one.person).collect();
        let text = version.text.as_ref().map(|text| text.as_str().to_owned());
        (version.number.0, text, read_by)
    };
    let shown: Vec<_> = granted.iter().map(shown).collect();
    let text = |words: &str| Some(words.to_owned());
    assert_eq!(
        shown,
        [(1, text("50 mg"), vec![ANA]), (2, text("5 mg"), vec![])]
    );
    // Nothing that came later is shown, not even who read it.
    let visit = visit.and([
        reads(ANA, WITH_ANA, 2),
        corrects(DOCTOR, "50 mg", "6 mg"),
        says(DOCTOR, WITH_ANA, "later"),
        retracts(DOCTOR, "50 mg"),
    ]);
    assert_eq!(overseen_versions(&visit, "50 mg"), Ok(granted));
    assert_eq!(overseen_versions(&visit, "later").err(), unknown);
    // A retraction hides the texts from overseers who break the glass after it.
    let visit = visit.and([breaks_glass(OVERSEER, WITH_ANA)]);
    let hidden = overseen_versions(&visit, "50 mg").unwrap();
    assert_eq!(hidden.len(), 3);
    assert!(hidden.iter().all(|version| version.text.is_none()));
}

#[test]
fn m5_version_1_shows_overseers_no_versions() {
    let visit = given([
        group_visit(),
        says(DOCTOR, WITH_ANA, "one"),
        breaks_glass(OVERSEER, WITH_ANA),
    ]);
    let refused = overseen_versions(&visit, "one").err();
    assert_eq!(refused, Some(Refusal::ReadMarksNotKept));
}

#[test]
fn m5_oversight_shows_the_version_at_that_time_despite_later_corrections() {
    let corrected = |n: u32| corrects(DOCTOR, "one", &format!("version {n}"));
    let visit = given([group_visit(), says(DOCTOR, WITH_ANA, "one")])
        .and([corrected(2), corrected(3), breaks_glass(OVERSEER, WITH_ANA)])
        .and([corrected(4), corrected(5), corrected(6)]);
    let seen = overseen(&visit, OVERSEER);
    assert_eq!(words(&seen), ["version 3"; 3]);
    assert!(seen.iter().all(|view| view.version == 3));
    // Without the entry that has the text, the message is omitted rather than shown with other
    // text.
    let sent = visit
        .log
        .iter()
        .find(|entry| entry.event.message().is_some());
    let sent = &sent.unwrap().clone();
    assert_eq!(
        overseen_text(&visit.state, OVERSEER, sent),
        Some(ChatNumber(3))
    );
    assert_eq!(overseen_message(&visit.state, OVERSEER, sent, None), None);
    let other = visit.log.last();
    assert_eq!(overseen_message(&visit.state, OVERSEER, sent, other), None);
    // A message retracted before then shows no text, so no entry is requested.
    let visit = visit.and([retracts(DOCTOR, "one"), breaks_glass(OVERSEER, WITH_ANA)]);
    assert_eq!(overseen_text(&visit.state, OVERSEER, sent), None);
    assert!(words(&overseen(&visit, OVERSEER)).is_empty());
}

#[test]
fn f8_state_keeps_one_text_per_message() {
    let corrected = |n: u32| corrects(DOCTOR, "one", &format!("version {n}"));
    let visit = given([group_visit(), says(DOCTOR, WITH_ANA, "one")])
        .and([2, 3, 4, 5, 6, 7, 8].map(corrected));
    let kept = format!("{:?}", visit.state.messages[&message("one")]);
    assert_eq!(kept.matches("MessageText").count(), 1, "{kept}");
    let kept = &visit.state.messages[&message("one")];
    assert_eq!((kept.corrections(), kept.version()), (7, 8));
}

#[test]
fn m5_oversight_shows_corrections_and_retractions_before_it_was_granted() {
    let visit = given([
        group_visit(),
        says(DOCTOR, WITH_ANA, "one"),
        corrects(DOCTOR, "one", "one, corrected"),
        says(DOCTOR, WITH_ANA, "two"),
        retracts(DOCTOR, "two"),
        breaks_glass(OVERSEER, WITH_ANA),
    ]);
    let seen = overseen(&visit, OVERSEER);
    assert_eq!(seen.len(), 4);
    assert!(seen[..2].iter().all(|view| view.version == 2));
    assert_eq!(words(&seen), ["one, corrected"; 2]);
    let retraction = seen[2].retraction.as_ref().unwrap();
    assert_eq!(retraction.by, Actor::Person(DOCTOR));
}

#[test]
fn m5_oversight_is_per_chat_and_overseer() {
    let visit = given([
        group_visit(),
        enters(ANA),
        says(DOCTOR, WITH_ANA, "one"),
        says(DOCTOR, direct(DOCTOR, BEN), "to ben"),
        says(DOCTOR, ALL, "to all"),
        breaks_glass(OVERSEER, WITH_ANA),
    ]);
    assert_eq!(words(&overseen(&visit, OVERSEER)), ["one"]);
    assert!(overseen(&visit, OUTSIDER).is_empty());
    assert_eq!(
        may_oversee(&visit.state, OVERSEER, &ALL),
        Err(Refusal::NotAnOverseer)
    );
}

#[test]
fn m5_only_an_overseer_breaks_the_glass() {
    let visit = given([group_visit(), says(DOCTOR, WITH_ANA, "one")]);
    let (_, command) = breaks_glass(OVERSEER, WITH_ANA);
    for actor in [
        Actor::Person(COLLEAGUE),
        Actor::Person(NURSE),
        Actor::Person(BEN),
        Actor::Host,
        Actor::Service,
    ] {
        visit
            .when((actor, command.clone()))
            .refused(Refusal::NotAnOverseer);
    }
}

#[test]
fn m5_empty_chat_cannot_be_overseen() {
    given([group_visit()])
        .when(breaks_glass(OVERSEER, WITH_ANA))
        .refused(Refusal::ChatUnknown);
    Spec::default()
        .when(breaks_glass(OVERSEER, WITH_ANA))
        .refused(Refusal::VisitUnknown);
}

#[test]
fn m5_oversight_changes_no_members_view() {
    let before = given([group_visit(), enters(ANA), says(DOCTOR, WITH_ANA, "one")]);
    let after = before.clone().and([breaks_glass(OVERSEER, WITH_ANA)]);
    for (person, _, _) in EVERYONE {
        assert_eq!(before.view(person), after.view(person));
    }
}

#[test]
fn m5_overseer_can_only_read() {
    let visit = given([group_visit(), says(DOCTOR, ALL, "one")]);
    for (_, command) in [
        says(OVERSEER, ALL, "x"),
        enters(ANA),
        retracts(OVERSEER, "one"),
        stages(OVERSEER, ALL, "x.png"),
        locks(OVERSEER, ALL),
        completed(),
        reopened(),
        added(NURSE),
    ] {
        visit
            .when((Actor::Overseer(OVERSEER), command))
            .refused(Refusal::VisitUnknown);
    }
    // Neither the host nor the service writes anything.
    let (_, send) = says(DOCTOR, ALL, "x");
    for actor in [Actor::Host, Actor::Service] {
        visit
            .when((actor, send.clone()))
            .refused(Refusal::VisitUnknown);
    }
}

#[test]
fn m5_a_closed_visit_can_be_overseen() {
    given([group_visit(), says(DOCTOR, WITH_ANA, "one"), completed()])
        .when(breaks_glass(OVERSEER, WITH_ANA))
        .accepted();
    let host = (Actor::Host, Command::ReopenVisit);
    given([group_visit()]).when(host).changes_nothing();
}

#[test]
fn m5_file_is_overseen_as_its_message_was_when_the_glass_was_broken() {
    let visit = given([
        group_visit(),
        stages(DOCTOR, WITH_ANA, "one.png"),
        stages(DOCTOR, WITH_ANA, "two.png"),
        stages(DOCTOR, WITH_ANA, "unsent.png"),
        says_with(DOCTOR, WITH_ANA, "one", &["one.png"]),
        says_with(DOCTOR, WITH_ANA, "two", &["two.png"]),
    ]);
    let overseen = |visit: &Spec, file| {
        may_oversee_file(&visit.state, OVERSEER, attachment(file)).map(|f| f.attachment)
    };
    let hidden = Err(Refusal::FileUnknown);
    assert_eq!(
        overseen(&visit, "one.png"),
        hidden,
        "before the glass is broken"
    );

    // The newest message is covered; later ones are not.
    let visit = visit.and([
        breaks_glass(OVERSEER, WITH_ANA),
        stages(DOCTOR, WITH_ANA, "later.png"),
        says_with(DOCTOR, WITH_ANA, "later", &["later.png"]),
    ]);
    assert_eq!(overseen(&visit, "one.png"), Ok(attachment("one.png")));
    assert_eq!(overseen(&visit, "two.png"), Ok(attachment("two.png")));
    for file in ["unsent.png", "later.png", "never uploaded"] {
        assert_eq!(overseen(&visit, file), hidden, "{file}");
    }

    // A retraction hides the file from overseers who break the glass after it.
    let visit = visit.and([retracts(DOCTOR, "two")]);
    assert_eq!(overseen(&visit, "two.png"), Ok(attachment("two.png")));
    let visit = visit.and([breaks_glass(OVERSEER, WITH_ANA)]);
    assert_eq!(overseen(&visit, "two.png"), hidden);
    assert_eq!(overseen(&visit, "one.png"), Ok(attachment("one.png")));
    assert_eq!(overseen(&visit, "later.png"), Ok(attachment("later.png")));
}

#[test]
fn m5_overseer_learns_of_the_people_of_what_they_read_and_of_no_one_else() {
    let visit = given([
        under_version_2(group_visit()),
        enters(ANA),
        says(DOCTOR, WITH_ANA, "one"),
        says(NURSE, ALL, "welcome"),
        breaks_glass(OVERSEER, WITH_ANA),
        breaks_glass(OVERSEER, ALL),
        says(COLLEAGUE, ALL, "later"),
    ]);
    let people = |overseer, chat| {
        let people = overseen_people(&visit.state, overseer, &chat)?;
        Ok(people.iter().map(|one| one.person).collect::<Vec<_>>())
    };
    assert_eq!(people(OVERSEER, WITH_ANA), Ok(vec![DOCTOR, ANA]));
    assert_eq!(people(OVERSEER, ALL), Ok(vec![NURSE]));
    for other in [COLLEAGUE, OUTSIDER] {
        assert_eq!(people(other, WITH_ANA), Err(Refusal::NotAnOverseer));
    }
}
