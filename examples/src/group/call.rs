//! In the call.

use crate::{
    Outcome,
    cast::{ANA, ANA_SENIOR, BEN, DR_HADDAD, DR_LIND, Player},
    ensure,
    stage::{Stage, direct},
};
use chat_domain::{ChatKey, Command, RuleId};

pub(super) async fn in_the_call_with_the_provider(stage: &mut Stage) -> Outcome {
    stage.scene(
        "In the call with the provider",
        &[RuleId::W2, RuleId::W3, RuleId::P2],
    );
    for who in [DR_HADDAD, BEN, ANA, ANA_SENIOR] {
        join(stage, who).await?;
    }
    let view = stage.looks(DR_HADDAD).await?.permitted()?;
    let opened = view.default_direct_chat;
    ensure(
        opened == Some(direct(DR_HADDAD, BEN)),
        "Direct Message opens with the primary patient",
    )?;

    stage.looks(ANA).await?.permitted()?;
    stage
        .writes(ANA, ChatKey::Visit, "Good morning, all.")
        .await?
        .permitted()?;
    // Dr. Lind is a participant but not in the call.
    stage
        .writes(ANA, direct(DR_LIND, ANA), "Are you there?")
        .await?
        .refused_by(RuleId::W2)?;
    Ok(())
}

pub(super) async fn the_call_is_interrupted(stage: &mut Stage) -> Outcome {
    stage.scene(
        "The call ends before the care team has written",
        &[RuleId::W7],
    );
    stage.does(DR_HADDAD, Command::EndCall).await?.permitted()?;
    stage.looks(ANA).await?.permitted()?;
    stage
        .writes(ANA, ChatKey::Visit, "What happened?")
        .await?
        .refused_by(RuleId::W2)?;
    stage.reads(ANA, ChatKey::Visit).await?.permitted()?;
    Ok(())
}

pub(super) async fn ranks_do_not_move(stage: &mut Stage) -> Outcome {
    stage.scene(
        "Everyone comes back, the primary patient last",
        &[RuleId::P3],
    );
    for who in [DR_HADDAD, DR_LIND, ANA_SENIOR, ANA, BEN] {
        join(stage, who).await?;
    }
    stage
        .does(BEN, Command::Leave { person: BEN.person })
        .await?
        .permitted()?;
    join(stage, BEN).await?;
    let view = stage.looks(DR_HADDAD).await?.permitted()?;
    let opened = view.default_direct_chat;
    ensure(
        opened == Some(direct(DR_HADDAD, BEN)),
        "leaving and rejoining does not change ranks",
    )?;
    Ok(())
}

async fn join(stage: &mut Stage, who: Player) -> Outcome {
    stage
        .does(who, Command::JoinCall { person: who.person })
        .await?
        .permitted()
}
