//! Private messages reach the right person and no one else.

use crate::{
    Outcome,
    cast::{ANA, ANA_SENIOR, BEN, DR_HADDAD, DR_LIND, GIL, OUTSIDER, SAM},
    ensure,
    stage::{Stage, direct},
};
use chat_app::NewMessage;
use chat_domain::{ChatKey, Recipient, RuleId, view::ParticipantView};

pub(super) async fn two_people_with_the_same_name(stage: &mut Stage) -> Outcome {
    stage.scene(
        "Another patient's bubble, and two with the same name",
        &[RuleId::P2, RuleId::P5, RuleId::P7],
    );
    let view = stage.looks(DR_LIND).await?.permitted()?;
    let mut namesakes = view
        .participants
        .iter()
        .filter(|p| p.name.as_str() == ANA.name);
    let (first, second) = (namesakes.next(), namesakes.next());
    let apart = |p: Option<&ParticipantView>| p.and_then(|p| p.qualifier.clone());
    let distinct = apart(first).is_some() && apart(first) != apart(second);
    ensure(distinct, "namesakes are distinguishable")?;
    // A guest can distinguish them too, but sees no birth dates.
    let view = stage.looks_around(GIL).await?.permitted()?;
    let revealed = view
        .participants
        .iter()
        .any(|p| p.second_identifier.is_some());
    ensure(!revealed, "second identifiers are for the care team")?;
    Ok(())
}

pub(super) async fn private_messages_stay_private(stage: &mut Stage) -> Outcome {
    stage.scene(
        "A private message, and what others learn of it",
        &[RuleId::M2, RuleId::M5, RuleId::M7],
    );
    let private = direct(DR_HADDAD, ANA_SENIOR);
    let mut lind = stage.follows(DR_LIND).await?;
    let mut ana = stage.follows(ANA).await?;
    let mut addressee = stage.follows(ANA_SENIOR).await?;
    stage
        .writes(DR_HADDAD, private, "Your potassium is low.")
        .await?
        .permitted()?;
    stage
        .writes(ANA_SENIOR, private, "Should I worry?")
        .await?
        .permitted()?;
    let welcome = stage
        .writes(DR_LIND, ChatKey::Visit, "Welcome, everyone.")
        .await?
        .permitted()?;

    for follower in [&mut lind, &mut ana] {
        let received = stage.receives(follower, &welcome).await?;
        ensure(
            received == [(ChatKey::Visit, welcome.message)],
            "nothing private reaches others",
        )?;
    }
    let received = stage.receives(&mut addressee, &welcome).await?;
    ensure(received.len() == 3, "the addressee gets all of it")?;

    let absent = stage
        .reads(DR_LIND, direct(DR_HADDAD, OUTSIDER))
        .await?
        .refused_by(RuleId::M7)?;
    for stranger in [DR_LIND, SAM, ANA] {
        let refused = stage
            .reads(stranger, private)
            .await?
            .refused_by(RuleId::M7)?;
        ensure(
            refused == absent,
            "a forbidden chat is answered like one that does not exist",
        )?;
    }
    stage.looks(OUTSIDER).await?.refused_by(RuleId::M7)?;
    stage
        .writes(GIL, ChatKey::Visit, "Good morning!")
        .await?
        .permitted()?;
    Ok(())
}

pub(super) async fn no_message_to_the_wrong_patient(stage: &mut Stage) -> Outcome {
    stage.scene("The window has switched while typing", &[RuleId::P6]);
    let chat = direct(DR_HADDAD, BEN);
    let message = stage.message(DR_HADDAD, chat, "Your potassium will be checked again.")?;
    let meant = Recipient::Person(ANA_SENIOR.person);
    let message = NewMessage {
        recipient: meant,
        ..message
    };
    stage
        .sends(DR_HADDAD, message)
        .await?
        .refused_by(RuleId::P6)?;
    let read = stage.reads(BEN, chat).await?.permitted()?;
    ensure(read.is_empty(), "nothing was stored")?;
    Ok(())
}
