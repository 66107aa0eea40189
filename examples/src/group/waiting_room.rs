//! Before the call.

use crate::{
    Outcome,
    cast::{ANA, ANA_SENIOR, BEN, DR_HADDAD, GIL, Player},
    ensure,
    stage::{Stage, direct},
};
use chat_domain::{ChatKey, Command, RuleId};

pub(super) async fn the_dashboard(stage: &mut Stage) -> Outcome {
    stage.scene("The dashboard", &[RuleId::P4, RuleId::W1]);
    let visits = stage.dashboard(DR_HADDAD).await?;
    ensure(visits.len() == 1, "the visit is on the dashboard")?;
    // The visit id leads to the visit chat; a patient's name opens the direct chat with that patient.
    let view = stage.looks(DR_HADDAD).await?.permitted()?;
    ensure(
        view.chats.iter().all(|chat| chat.access.write.is_ok()),
        "a provider may start any",
    )?;
    Ok(())
}

pub(super) async fn guests_and_patients_wait(stage: &mut Stage) -> Outcome {
    stage.scene(
        "Greyed out",
        &[RuleId::W2, RuleId::M1, RuleId::M3, RuleId::M4],
    );
    stage
        .writes(GIL, ChatKey::Visit, "We are early.")
        .await?
        .refused_by(RuleId::M1)?;
    enter(stage, GIL).await?;
    stage.looks(GIL).await?.permitted()?;
    stage
        .writes(GIL, ChatKey::Visit, "We are early.")
        .await?
        .refused_by(RuleId::W2)?;
    stage
        .writes(GIL, direct(DR_HADDAD, GIL), "Hello?")
        .await?
        .refused_by(RuleId::M4)?;
    enter(stage, BEN).await?;
    stage
        .writes(BEN, direct(DR_HADDAD, BEN), "Is it time?")
        .await?
        .refused_by(RuleId::W2)?;
    stage
        .writes(BEN, direct(BEN, GIL), "Psst")
        .await?
        .refused_by(RuleId::M3)?;
    Ok(())
}

pub(super) async fn the_first_patient_is_primary(stage: &mut Stage) -> Outcome {
    stage.scene("The primary patient", &[RuleId::P1]);
    enter(stage, ANA).await?;
    enter(stage, ANA_SENIOR).await?;
    let view = stage.looks(DR_HADDAD).await?.permitted()?;
    let primary = view.participants.iter().find(|person| person.is_primary);
    ensure(
        primary.map(|p| p.person) == Some(BEN.person),
        "the first to enter is primary",
    )?;
    Ok(())
}

pub(super) async fn enter(stage: &mut Stage, who: Player) -> Outcome {
    stage
        .does(who, Command::EnterWaitingRoom { person: who.person })
        .await?
        .permitted()
}
