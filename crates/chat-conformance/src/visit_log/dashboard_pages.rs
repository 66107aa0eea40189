//! Dashboard pages.

use super::{
    dashboard::{everything, listed},
    store,
};
use crate::fixture::{VisitScript, fresh_clinic};
use chat_domain::{Actor, ChatKey, ClinicId, Command, PersonId, VisitSummary};
use chat_ports::{VisitLog, VisitQuery, WhoTakesPart};
use std::sync::Arc;
use time::{Duration, UtcOffset};

/// Stores twelve visits in no particular order, many with the same scheduled time; every second one
/// has the same provider. Returns the clinic, that provider and the summaries in order.
async fn stored(log: &Arc<dyn VisitLog>) -> (ClinicId, PersonId, Vec<VisitSummary>) {
    let clinic = fresh_clinic();
    let mut visits: Vec<_> = (0..12).map(|_| VisitScript::in_clinic(clinic)).collect();
    let provider = visits[0].cast.provider;
    let minutes = [3, 1, 2, 1, 1, 3, 0, 1, 2, 3, 1, -5];
    for (i, visit) in visits.iter_mut().enumerate() {
        visit.scheduled_for += Duration::minutes(minutes[i]);
        if i % 3 == 0 {
            // The same moment in another time zone.
            let kolkata = UtcOffset::from_hms(5, 30, 0).unwrap();
            visit.scheduled_for = visit.scheduled_for.to_offset(kolkata);
        }
        if i % 2 == 0 {
            visit.cast.provider = provider;
        }
    }
    for i in [7, 2, 11, 0, 5, 9, 1, 10, 3, 8, 6, 4] {
        store(&**log, visits[i].schedule()).await;
    }
    let mut summaries: Vec<_> = visits.iter().map(VisitScript::summary).collect();
    summaries.sort_by_key(|visit| (visit.scheduled_for, visit.visit));
    (clinic, provider, summaries)
}

async fn pages(log: &Arc<dyn VisitLog>, query: &VisitQuery, wanted: &[VisitSummary]) {
    for limit in 1..=wanted.len() + 1 {
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let page = VisitQuery {
                after,
                limit,
                ..query.clone()
            };
            let page = log.list_visits(page).await.unwrap();
            let full = page.visits.len() == limit;
            found.extend(page.visits);
            let more = found.len() < wanted.len();
            assert_eq!(
                page.next.is_some(),
                more,
                "{limit} at a time, {} so far",
                found.len()
            );
            if !more {
                break;
            }
            assert!(full, "a page before the last is full");
            after = page.next;
        }
        assert_eq!(found, wanted, "{limit} at a time");
    }
}

/// Visits are ordered by scheduled time, then by id.
pub async fn dashboard_is_ordered_by_time_then_visit(log: &Arc<dyn VisitLog>) {
    let (clinic, _, summaries) = stored(log).await;
    assert_eq!(listed(log, clinic).await, summaries);
}

/// Pages of any size list every visit once, in order, including ties; `next` is `None` exactly on
/// the last page.
pub async fn dashboard_pages_cover_all_visits(log: &Arc<dyn VisitLog>) {
    let (clinic, _, summaries) = stored(log).await;
    pages(log, &everything(clinic), &summaries).await;
}

/// The same for a dashboard filtered by provider and start time.
pub async fn filtered_dashboard_pages_cover_all_matches(log: &Arc<dyn VisitLog>) {
    let (clinic, provider, mut summaries) = stored(log).await;
    let from = summaries[2].scheduled_for;
    summaries.retain(|visit| visit.scheduled_for >= from && visit.has_participant(provider));
    assert!(summaries.len() >= 4, "enough to page");
    let query = VisitQuery {
        who: Some(WhoTakesPart {
            person: provider,
            as_care_team: Some(true),
            waiting: false,
        }),
        from: Some(from),
        ..everything(clinic)
    };
    pages(log, &query, &summaries).await;
}

/// Visits that wait for a person's answer are listed by since when they wait, then by id, and counted; others are not,
/// whatever the scheduled time. A direct chat waits for its own care side alone (R4, M7).
pub async fn waiting_visits_are_listed_by_their_wait(log: &Arc<dyn VisitLog>) {
    let clinic = fresh_clinic();
    let mut visits: Vec<_> = (0..8).map(|_| VisitScript::in_clinic(clinic)).collect();
    let cast = visits[0].cast;
    let query = |person| VisitQuery {
        who: Some(WhoTakesPart {
            person,
            as_care_team: None,
            waiting: true,
        }),
        ..everything(clinic)
    };
    for (i, visit) in visits.iter_mut().enumerate() {
        visit.cast = cast;
        // Later visits have waited longer, two of them equally long.
        visit.now -= Duration::minutes([0, 1, 2, 3, 3, 4, 5, 6][i]);
        visit.scheduled_for += Duration::hours(24 * i64::try_from(i).unwrap());
        store(&**log, visit.schedule()).await;
        let (direct, patient) = (visit.direct(), cast.patient);
        let hello = visit.say(cast.provider, direct, "Hello");
        store(&**log, hello).await;
        if i > 0 {
            store(&**log, visit.say(patient, direct, "I need help")).await;
        }
    }
    let mut waiting: Vec<_> = visits[1..].iter().map(VisitScript::summary).collect();
    waiting.sort_by_key(|visit| (visit.waiting_since(cast.provider), visit.visit));
    pages(log, &query(cast.provider), &waiting).await;
    let count = async |person| log.count_waiting(clinic, person).await.unwrap();
    assert_eq!(count(cast.provider).await, waiting.len());
    assert_eq!(
        log.count_waiting(fresh_clinic(), cast.provider)
            .await
            .unwrap(),
        0
    );
    for person in [cast.staff, cast.patient, cast.other_patient] {
        pages(log, &query(person), &[]).await;
        assert_eq!(count(person).await, 0);
    }

    // An answer to what was read, an answer to the whole visit, no answer needed, and the end of a visit.
    let chat = ChatKey::direct(cast.provider, cast.patient);
    let through = visits[1].state.chat(&chat).last;
    let read = Command::MarkRead { chat, through };
    let read = visits[1].run(Actor::Person(cast.provider), &read);
    store(&**log, read).await;
    let answer = visits[1].say(cast.provider, chat, "Yes");
    let announcement = visits[2].announce("Good morning");
    let set_aside = Command::NoAnswerNeeded {
        chat: visits[3].direct(),
        through: visits[3].state.chat(&visits[3].direct()).last,
    };
    let set_aside = visits[3].run(Actor::Person(cast.provider), &set_aside);
    let end = visits[4].run(Actor::Host, &Command::CompleteVisit);
    for append in [answer, announcement, set_aside, end] {
        store(&**log, append).await;
    }
    let ended = [1, 3, 4].map(|i| visits[i].key.visit);
    waiting.retain(|visit| !ended.contains(&visit.visit));
    pages(log, &query(cast.provider), &waiting).await;
    assert_eq!(count(cast.provider).await, waiting.len());
    let from = VisitQuery {
        from: Some(visits[6].scheduled_for),
        ..query(cast.provider)
    };
    waiting.retain(|visit| visit.scheduled_for >= visits[6].scheduled_for);
    pages(log, &from, &waiting).await;
}

/// A list has the versions of the logs, in the order of its visits, also after appends that changed no summary, on every
/// page and for every kind of list.
pub async fn list_has_the_version_of_each_log(log: &Arc<dyn VisitLog>) {
    let clinic = fresh_clinic();
    let mut visits: Vec<_> = (0..5).map(|_| VisitScript::in_clinic(clinic)).collect();
    let provider = visits[0].cast.provider;
    for visit in &mut visits {
        visit.cast.provider = provider;
        store(&**log, visit.schedule()).await;
        store(&**log, visit.announce("welcome")).await;
        let patient = visit.cast.patient;
        let enter = Command::EnterWaitingRoom { person: patient };
        store(&**log, visit.run(Actor::Person(patient), &enter)).await;
        store(&**log, visit.say(patient, ChatKey::Visit, "hello")).await;
    }
    for turn in 0..3 {
        for waiting in [None, Some(false), Some(true)] {
            let who = waiting.map(|waiting| WhoTakesPart {
                person: provider,
                as_care_team: None,
                waiting,
            });
            for limit in [1, 2, 5, 9] {
                let (mut listed, mut after) = (0, None);
                loop {
                    let query = VisitQuery {
                        who,
                        limit,
                        after,
                        ..everything(clinic)
                    };
                    let page = log.list_visits(query).await.unwrap();
                    assert_eq!(page.visits.len(), page.versions.len());
                    for (summary, version) in page.visits.iter().zip(page.versions) {
                        let visit = visits.iter().find(|v| v.key.visit == summary.visit);
                        assert_eq!(version, visit.unwrap().state.version);
                        listed += 1;
                    }
                    after = page.next;
                    if after.is_none() {
                        break;
                    }
                }
                assert_eq!(listed, visits.len());
            }
        }
        for visit in visits.iter_mut().skip(turn) {
            let patient = visit.cast.patient;
            store(&**log, visit.say(patient, ChatKey::Visit, "still here")).await;
        }
    }
}
