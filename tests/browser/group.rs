//! A group visit: the visit chat, and direct messages that stay invisible to others.

use crate::setting::{Setting, chat, composer, direct_message, greyed, open, show, visit_chat};
use visit_chat_tests::Person;

#[tokio::test]
async fn m5_m7_direct_message_is_seen_by_one_patient_only() {
    let mut setting = Setting::new();
    let first = setting
        .clinic
        .person("patient", "Ana Silva")
        .born("born 1984-03-12");
    let second = setting
        .clinic
        .person("patient", "Ana Silva")
        .born("born 1991-07-30");
    let guest = setting.clinic.person("guest", "Maria Silva");
    let people = [&setting.provider, &first, &second, &guest];
    let visit = setting.clinic.schedule("group", &people).await;
    let (to_first, to_second) = (
        first.direct(&setting.provider),
        second.direct(&setting.provider),
    );
    let one = setting.attend(&first, visit).await;
    let other = setting.attend(&second, visit).await;
    let guests = setting.attend(&guest, visit).await;
    let provider = setting.dashboard().await;

    direct_message(&provider, &first).await;
    // P5, P7: the title identifies the Ana.
    let title = format!("{}//h2", chat(&to_first));
    provider.sees(&title, "Ana Silva").await;
    provider.sees(&title, "born 1984-03-12").await;
    provider
        .type_into(&composer(&to_first), "For the first Ana alone\n")
        .await;
    one.sees(&chat(&to_first), "For the first Ana alone").await;
    one.has(&open(&to_first)).await;

    // P4: the visit's id opens the visit chat.
    visit_chat(&provider, visit).await;
    provider
        .type_into(&composer("visit"), "Welcome, everyone\n")
        .await;
    for window in [&one, &other] {
        show(window, "visit").await;
    }
    for window in [&one, &other, &guests] {
        window.sees(&chat("visit"), "Welcome, everyone").await;
        window.has(&open("visit")).await;
    }

    // Delivery is complete: the later message is there, and the earlier one is not.
    for window in [&other, &guests] {
        assert!(!window.source().await.contains("For the first Ana alone"));
    }
    other.has(&greyed(&to_second)).await;
    assert_eq!(
        guests.count("//visit-chat").await,
        1,
        "a guest has the visit chat only"
    );
    for window in [&one, &other, &guests] {
        assert!(
            !window.source().await.contains("1984-03-12"),
            "P7: for the care team only"
        );
    }
}

#[tokio::test]
async fn p7_namesakes_are_told_apart_by_birth_date_or_else_by_rank() {
    let mut setting = Setting::new();
    let ana = |born| setting.clinic.person("patient", "Ana Silva").born(born);
    let apart = [ana("born 1984-03-12"), ana("born 1991-07-30")];
    let twins = [ana("born 2001-01-01"), ana("born 2001-01-01")];
    for (namesakes, seen) in [
        (&apart, ["born 1984-03-12", "born 1991-07-30"]),
        (&twins, ["patient 2", "patient 1"]),
    ] {
        let [first, second] = namesakes;
        let people = [&setting.provider, first, second];
        let visit = setting.clinic.schedule("group", &people).await;
        // The second one that was added is the first one to come.
        let other = setting.attend(second, visit).await;
        let one = setting.attend(first, visit).await;
        let provider = setting.dashboard().await;
        let row = |id| format!("//li[@data-person='{id}']");
        let qualified = |id, words| {
            let row = row(id);
            format!("{row}//*[@class='qualifier' and .='{words}']")
        };
        provider.has(&qualified(first.id, seen[0])).await;
        provider.has(&qualified(second.id, seen[1])).await;
        provider.sees(&row(second.id), "Primary").await;
        let repeated = format!("//*[@class='identifier' and .='{}']", seen[0]);
        assert_eq!(provider.count(&repeated).await, 0, "said once");
        for window in [&one, &other] {
            assert!(!window.source().await.contains("born "), "M7");
        }
    }
}

#[tokio::test]
async fn unread_messages_are_counted_until_viewed() {
    are_counted_until_viewed(Setting::new()).await;
}

#[tokio::test]
async fn version_1_unread_messages_are_counted_until_viewed() {
    are_counted_until_viewed(Setting::under_version_1()).await;
}

async fn are_counted_until_viewed(mut setting: Setting) {
    let ana = setting.clinic.person("patient", "Ana Silva");
    let ben = setting.clinic.person("patient", "Ben Okafor");
    let visit = setting
        .clinic
        .schedule("group", &[&setting.provider, &ana, &ben])
        .await;
    let to_ana = ana.direct(&setting.provider);
    let provider = setting.dashboard().await;
    let one = setting.attend(&ana, visit).await;
    direct_message(&provider, &ana).await;
    provider.type_into(&composer(&to_ana), "Hello Ana\n").await;
    one.has(&open(&to_ana)).await;
    provider.press("Close chat").await;

    one.type_into(&composer(&to_ana), "Are you there?\n").await;
    let row = |id| format!("//li[@data-person='{id}']//span[@class='badge' and not(@hidden)]");
    provider.sees(&row(ana.id), "1").await;
    assert_eq!(provider.count(&row(ben.id)).await, 0);
    assert_eq!(
        provider.count("//visit-chat").await,
        0,
        "P6: nothing opens by itself"
    );
    direct_message(&provider, &ana).await;
    provider.sees(&chat(&to_ana), "Are you there?").await;
    provider
        .has(&format!(
            "//li[@data-person='{}'][not(.//span[@class='badge' and not(@hidden)])]",
            ana.id
        ))
        .await;
}

#[tokio::test]
async fn p7_look_alikes_in_two_visits_are_told_apart_in_both_titles() {
    let mut setting = Setting::new();
    let mut windows = Vec::new();
    // The second name begins with a Cyrillic letter.
    for (name, born) in [
        ("Ana Silva", "born 1984-03-12"),
        ("\u{410}na Silva", "born 1991-07-30"),
        ("Ben Okafor", "born 1962-11-30"),
    ] {
        let patient = setting.clinic.person("patient", name).born(born);
        let people = [&setting.provider, &patient];
        let visit = setting.clinic.schedule("one_to_one", &people).await;
        let id = visit.id.to_string().to_uppercase();
        windows.push((patient, format!("{}-{}", &id[28..32], &id[32..])));
    }
    let provider = setting.dashboard().await;
    for (patient, _) in &windows {
        direct_message(&provider, patient).await;
    }
    let title = |patient: &Person| format!("{}//h2", chat(&patient.direct(&setting.provider)));
    for (patient, short) in &windows[..2] {
        provider.sees(&title(patient), short).await;
        let born = patient.second_identifier.unwrap();
        provider.sees(&title(patient), born).await;
    }
    let (ben, short) = &windows[2];
    let clear = format!("{}[contains(., '{short}')]", title(ben));
    assert_eq!(provider.count(&clear).await, 0);
}
