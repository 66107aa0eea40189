//! A one-to-one visit: one patient, from the dashboard to the closed visit.

use crate::{
    Outcome,
    cast::{ANA, DR_HADDAD, SAM},
    ensure,
    narrator::Story,
    stage::{Stage, direct, files},
};
use chat_app::{NewMessage, Receipt};
use chat_domain::{ChatKey, Command, MessageText, Reason, RuleId, VisitKind};

/// Plays the visit.
///
/// # Errors
/// If the outcome is not as expected.
pub async fn play() -> Outcome<Story> {
    let cast = [DR_HADDAD, SAM, ANA];
    let mut stage = Stage::new("A one-to-one visit", VisitKind::OneToOne, &cast, &[]).await?;
    before_the_call(&mut stage).await?;
    each_chat_has_its_own_gate(&mut stage).await?;
    files_are_judged(&mut stage).await?;
    retry_does_not_send_twice(&mut stage).await?;
    messages_are_corrected_and_retracted(&mut stage).await?;
    a_chat_is_locked(&mut stage).await?;
    the_visit_ends(&mut stage).await?;
    stage.proves(ANA).await?;
    Ok(stage.end())
}

async fn before_the_call(stage: &mut Stage) -> Outcome {
    stage.scene(
        "Before the call",
        &[
            RuleId::P4,
            RuleId::P5,
            RuleId::W1,
            RuleId::W2,
            RuleId::W4,
            RuleId::W11,
        ],
    );
    let chat = direct(DR_HADDAD, ANA);
    let listed = stage.dashboard(DR_HADDAD).await?;
    ensure(listed.len() == 1, "the visit is on the dashboard")?;

    stage.looks(ANA).await?.permitted()?;
    stage
        .writes(ANA, chat, "Can I ask something before?")
        .await?
        .refused_by(RuleId::W2)?;

    // Clicking a patient opens the direct chat with that patient.
    let view = stage.looks(DR_HADDAD).await?.permitted()?;
    let clicked = view.chats.iter().find(|chat| chat.peer == Some(ANA.person));
    ensure(
        clicked.map(|clicked| clicked.chat) == Some(chat),
        "the patient's bubble is her chat",
    )?;
    stage
        .writes(DR_HADDAD, chat, "Please have your inhaler at hand.")
        .await?
        .permitted()?;

    stage.looks(ANA).await?.permitted()?;
    stage
        .writes(ANA, chat, "I do. It is nearly empty, though.")
        .await?
        .permitted()?;
    Ok(())
}

async fn each_chat_has_its_own_gate(stage: &mut Stage) -> Outcome {
    stage.scene(
        "Each chat has its own gate",
        &[RuleId::W5, RuleId::M1, RuleId::M4],
    );
    stage
        .writes(ANA, ChatKey::Visit, "Hello?")
        .await?
        .refused_by(RuleId::M1)?;
    stage
        .does(ANA, Command::EnterWaitingRoom { person: ANA.person })
        .await?
        .permitted()?;
    stage
        .writes(ANA, ChatKey::Visit, "Hello?")
        .await?
        .refused_by(RuleId::W2)?;
    stage
        .writes(SAM, direct(SAM, ANA), "Your insurance card?")
        .await?
        .refused_by(RuleId::M4)?;
    stage
        .writes(SAM, ChatKey::Visit, "Dr. Haddad is on the way.")
        .await?
        .permitted()?;
    stage
        .writes(ANA, ChatKey::Visit, "Thank you!")
        .await?
        .permitted()?;
    Ok(())
}

async fn files_are_judged(stage: &mut Stage) -> Outcome {
    stage.scene(
        "Files",
        &[RuleId::F1, RuleId::F2, RuleId::F3, RuleId::F5, RuleId::M7],
    );
    let chat = direct(DR_HADDAD, ANA);
    stage
        .uploads(ANA, chat, "cough.mp4", "video/mp4", files::MP4)
        .await?
        .refused_by(RuleId::F2)?;
    // Renaming the file does not make it a picture.
    stage
        .uploads(ANA, chat, "cough.png", "image/png", files::MP4)
        .await?
        .refused_by(RuleId::F2)?;
    let uploaded = stage
        .uploads(ANA, chat, "inhaler.png", "image/png", files::PNG)
        .await?;
    let file = uploaded.permitted()?.attachment;

    stage
        .downloads(DR_HADDAD, file)
        .await?
        .refused_by(RuleId::M7)?;
    stage
        .sends_file(ANA, chat, "This one.", file)
        .await?
        .permitted()?;
    let bytes = stage.downloads(DR_HADDAD, file).await?.permitted()?;
    ensure(bytes == files::PNG, "the download equals the upload")?;
    stage.downloads(SAM, file).await?.refused_by(RuleId::M7)?;
    Ok(())
}

async fn retry_does_not_send_twice(stage: &mut Stage) -> Outcome {
    stage.scene(
        "The connection breaks, and the client retries",
        &[RuleId::F7],
    );
    let message = stage.message(ANA, direct(DR_HADDAD, ANA), "Two puffs left.")?;
    let first: Receipt = stage.sends(ANA, message.clone()).await?.permitted()?;
    let second = stage.sends(ANA, message.clone()).await?.permitted()?;
    ensure(first == second, "the same receipt for the same message")?;
    let other = NewMessage {
        text: Some(MessageText::new("Twenty puffs left.")?),
        ..message
    };
    stage.sends(ANA, other).await?.refused_by(RuleId::F7)?;
    Ok(())
}

async fn messages_are_corrected_and_retracted(stage: &mut Stage) -> Outcome {
    stage.scene("A correction and a retraction", &[RuleId::F8]);
    let chat = direct(DR_HADDAD, ANA);
    let dose = stage
        .writes(DR_HADDAD, chat, "Take 20 mg tonight.")
        .await?
        .permitted()?;
    let text = MessageText::new("Take 2 mg tonight.")?;
    let correct = Command::CorrectMessage {
        message: dose.message,
        text,
    };
    stage
        .does(ANA, correct.clone())
        .await?
        .refused_by(RuleId::F8)?;
    stage.does(DR_HADDAD, correct).await?.permitted()?;

    let wrong = stage
        .writes(DR_HADDAD, chat, "Mr. Ortiz, your results are in.")
        .await?;
    let reason = Reason::new("meant for another patient")?;
    let retract = Command::RetractMessage {
        message: wrong.permitted()?.message,
        reason,
    };
    stage.does(DR_HADDAD, retract).await?.permitted()?;
    let read = stage.reads(ANA, chat).await?.permitted()?;
    let last = read.last().ok_or("the chat has messages")?;
    ensure(
        last.text.is_none() && last.retraction.is_some(),
        "a retracted text can't be read",
    )?;
    Ok(())
}

async fn a_chat_is_locked(stage: &mut Stage) -> Outcome {
    stage.scene("A chat is locked", &[RuleId::W6]);
    let chat = direct(DR_HADDAD, ANA);
    stage
        .does(ANA, Command::LockChat { chat })
        .await?
        .refused_by(RuleId::V1)?;
    stage
        .does(DR_HADDAD, Command::LockChat { chat })
        .await?
        .permitted()?;
    stage.looks(ANA).await?.permitted()?;
    stage
        .writes(ANA, chat, "One more thing")
        .await?
        .refused_by(RuleId::W6)?;
    stage
        .writes(DR_HADDAD, chat, "Let us talk in the call.")
        .await?
        .permitted()?;
    stage
        .does(DR_HADDAD, Command::UnlockChat { chat })
        .await?
        .permitted()?;
    stage
        .writes(ANA, chat, "See you there.")
        .await?
        .permitted()?;
    Ok(())
}

async fn the_visit_ends(stage: &mut Stage) -> Outcome {
    stage.scene(
        "The call, and the end of the visit",
        &[RuleId::W8, RuleId::V2, RuleId::V3],
    );
    let chat = direct(DR_HADDAD, ANA);
    let join = |person| Command::JoinCall { person };
    stage
        .does(ANA, join(ANA.person))
        .await?
        .refused_by(RuleId::V3)?;
    stage
        .does(DR_HADDAD, join(DR_HADDAD.person))
        .await?
        .permitted()?;
    stage.does(ANA, join(ANA.person)).await?.permitted()?;
    stage.does(DR_HADDAD, Command::EndCall).await?.permitted()?;
    stage
        .writes(ANA, chat, "What was the dose again?")
        .await?
        .permitted()?;

    stage
        .does(DR_HADDAD, Command::CompleteVisit)
        .await?
        .permitted()?;
    stage
        .writes(ANA, chat, "Hello?")
        .await?
        .refused_by(RuleId::W8)?;
    stage
        .writes(DR_HADDAD, chat, "2 mg.")
        .await?
        .refused_by(RuleId::W8)?;
    stage.reads(ANA, chat).await?.permitted()?;
    stage
        .does(ANA, Command::ReopenVisit)
        .await?
        .refused_by(RuleId::V1)?;
    stage
        .does(DR_HADDAD, Command::ReopenVisit)
        .await?
        .permitted()?;
    stage.writes(DR_HADDAD, chat, "2 mg.").await?.permitted()?;
    stage
        .does(DR_HADDAD, Command::CompleteVisit)
        .await?
        .permitted()?;
    Ok(())
}
