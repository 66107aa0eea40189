//! A removal, a late patient and the end of the visit.

use super::waiting_room::enter;
use crate::{
    Outcome,
    cast::{ANA, ANA_SENIOR, BEN, DR_HADDAD, GIL, KIM, OFFICER},
    ensure,
    stage::{Stage, direct},
};
use chat_domain::{ChatKey, Command, Reason, RuleId};

pub(super) async fn the_primary_patient_is_removed(stage: &mut Stage) -> Outcome {
    stage.scene(
        "The primary patient is removed",
        &[RuleId::P3, RuleId::P8, RuleId::W9],
    );
    let chat = direct(DR_HADDAD, BEN);
    stage
        .writes(DR_HADDAD, chat, "You were booked for tomorrow, Ben.")
        .await?
        .permitted()?;
    let before = stage.reads(GIL, ChatKey::Visit).await?.permitted()?;
    let reason = Reason::new("booked for another day")?;
    let remove = Command::RemoveParticipant {
        person: BEN.person,
        reason,
    };
    stage
        .does(GIL, remove.clone())
        .await?
        .refused_by(RuleId::V1)?;
    stage.does(DR_HADDAD, remove).await?.permitted()?;

    stage.looks(BEN).await?.refused_by(RuleId::W9)?;
    stage.reads(BEN, chat).await?.refused_by(RuleId::W9)?;
    stage
        .writes(BEN, ChatKey::Visit, "Wait!")
        .await?
        .refused_by(RuleId::W9)?;

    stage
        .writes(DR_HADDAD, chat, "See you tomorrow.")
        .await?
        .refused_by(RuleId::P8)?;
    let after = stage.reads(GIL, ChatKey::Visit).await?.permitted()?;
    ensure(
        before == after,
        "a private message never falls back to the group",
    )?;

    let view = stage.looks(DR_HADDAD).await?.permitted()?;
    let opened = view.default_direct_chat;
    ensure(
        opened == Some(direct(DR_HADDAD, ANA)),
        "the next-ranked patient is the default",
    )?;
    Ok(())
}

pub(super) async fn a_patient_comes_late(stage: &mut Stage) -> Outcome {
    stage.scene("A patient comes late", &[RuleId::M6]);
    enter(stage, KIM).await?;
    let read = stage.reads(KIM, ChatKey::Visit).await?.permitted()?;
    ensure(
        read.is_empty(),
        "the newcomer does not see earlier messages",
    )?;
    let hello = stage
        .writes(DR_HADDAD, ChatKey::Visit, "Hello, Kim.")
        .await?
        .permitted()?;
    let read = stage.reads(KIM, ChatKey::Visit).await?.permitted()?;
    ensure(
        read.iter().map(|m| m.message).eq([hello.message]),
        "the newcomer sees later messages",
    )?;
    Ok(())
}

pub(super) async fn the_visit_is_completed_and_overseen(stage: &mut Stage) -> Outcome {
    stage.scene("The end, and an oversight", &[RuleId::W8, RuleId::M5]);
    stage
        .does(DR_HADDAD, Command::CompleteVisit)
        .await?
        .permitted()?;
    stage
        .writes(GIL, ChatKey::Visit, "Goodbye!")
        .await?
        .refused_by(RuleId::W8)?;
    stage.reads(GIL, ChatKey::Visit).await?.permitted()?;

    let chat = direct(DR_HADDAD, ANA_SENIOR);
    stage.reads(OFFICER, chat).await?.refused_by(RuleId::M7)?;
    let reason = Reason::new("curiosity")?;
    stage
        .does(DR_HADDAD, Command::BreakGlass { chat, reason })
        .await?
        .refused_by(RuleId::M5)?;
    let read = stage
        .oversees(OFFICER, chat, "complaint 4711")
        .await?
        .permitted()?;
    ensure(read.len() == 2, "the overseer reads both messages")?;
    stage
        .oversees(OFFICER, direct(DR_HADDAD, KIM), "complaint 4711")
        .await?
        .refused_by(RuleId::M7)?;
    Ok(())
}
