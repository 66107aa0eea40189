//! A group visit: several patients, a guest, two providers.

mod call;
mod ending;
mod privacy;
mod waiting_room;

use crate::{
    Outcome,
    cast::{ANA, ANA_SENIOR, BEN, DR_HADDAD, DR_LIND, GIL, KIM, OFFICER, OUTSIDER, SAM},
    narrator::Story,
    stage::Stage,
};
use chat_domain::VisitKind;

/// Plays the visit.
///
/// # Errors
/// If the outcome is not as expected.
pub async fn play() -> Outcome<Story> {
    let cast = [DR_HADDAD, DR_LIND, SAM, ANA, BEN, ANA_SENIOR, GIL, KIM];
    let others = [OUTSIDER, OFFICER];
    let mut stage = Stage::new("A group visit", VisitKind::Group, &cast, &others).await?;

    waiting_room::the_dashboard(&mut stage).await?;
    waiting_room::guests_and_patients_wait(&mut stage).await?;
    waiting_room::the_first_patient_is_primary(&mut stage).await?;

    call::in_the_call_with_the_provider(&mut stage).await?;
    call::the_call_is_interrupted(&mut stage).await?;
    call::ranks_do_not_move(&mut stage).await?;

    privacy::two_people_with_the_same_name(&mut stage).await?;
    privacy::private_messages_stay_private(&mut stage).await?;
    privacy::no_message_to_the_wrong_patient(&mut stage).await?;

    ending::the_primary_patient_is_removed(&mut stage).await?;
    ending::a_patient_comes_late(&mut stage).await?;
    ending::the_visit_is_completed_and_overseen(&mut stage).await?;
    stage.proves(GIL).await?;
    Ok(stage.end())
}
