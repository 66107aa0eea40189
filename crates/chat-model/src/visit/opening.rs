//! Openings: steps to roots from which the exploration reaches deeper.

use super::{
    cast::{Chat, Who},
    step::{Ask, By, Guests, Msg, Sending, Step},
};

/// Everyone is in the call: attendees via the waiting room, after the care team.
pub(super) fn in_call(cast: &[Who]) -> Vec<Step> {
    let comes = |who: Who| Step {
        by: By::Person(who),
        ask: Ask::Join(who),
    };
    std::iter::once(scheduled())
        .chain(cast.iter().map(|who| comes(*who)))
        .collect()
}

/// Every provider has written to everyone, and to each patient directly.
pub(super) fn started(cast: &[Who]) -> Vec<Step> {
    let sends = |who: Who, chat: Chat| Step {
        by: By::Person(who),
        ask: Ask::Send(chat, Sending::Plain),
    };
    let providers = || (cast.iter().copied()).filter(|who| matches!(who, Who::DrA | Who::DrB));
    let patients = || (cast.iter().copied()).filter(|w| matches!(w, Who::Patient1 | Who::Patient2));
    let direct = providers()
        .flat_map(|care| patients().map(move |patient| sends(care, Chat::Direct(care, patient))));
    [scheduled(), sends(Who::DrA, Chat::Visit)]
        .into_iter()
        .chain(direct)
        .collect()
}

/// The provider has sent a file to everyone, staff have uploaded one, and a patient is present.
pub(super) fn uploaded() -> Vec<Step> {
    let by = |who: Who, ask| Step {
        by: By::Person(who),
        ask,
    };
    vec![
        scheduled(),
        by(Who::Patient1, Ask::Enter(Who::Patient1)),
        by(Who::DrA, Ask::Stage(Chat::Visit)),
        by(Who::DrA, Ask::Send(Chat::Visit, Sending::File(Who::DrA))),
        by(Who::Nurse, Ask::Stage(Chat::Visit)),
    ]
}

/// The provider has written a message and corrected it, staff have written three messages and
/// uploaded a file, and a patient is present.
pub(super) fn written() -> Vec<Step> {
    let by = |who: Who, ask| Step {
        by: By::Person(who),
        ask,
    };
    let first = Msg {
        chat: Chat::Visit,
        number: 1,
    };
    let sends = |who| by(who, Ask::Send(Chat::Visit, Sending::Plain));
    vec![
        scheduled(),
        sends(Who::DrA),
        by(Who::DrA, Ask::Correct(first, true)),
        sends(Who::Nurse),
        sends(Who::Nurse),
        sends(Who::Nurse),
        by(Who::Nurse, Ask::Stage(Chat::Visit)),
        by(Who::Patient1, Ask::Enter(Who::Patient1)),
    ]
}

/// The provider has joined and left, and has written; a patient has come.
pub(super) fn done() -> Vec<Step> {
    let by = |who: Who, ask| Step {
        by: By::Person(who),
        ask,
    };
    vec![
        scheduled(),
        by(Who::DrA, Ask::Join(Who::DrA)),
        by(Who::DrA, Ask::Leave(Who::DrA)),
        by(Who::DrA, Ask::Send(Chat::Visit, Sending::Plain)),
        by(Who::Patient1, Ask::Enter(Who::Patient1)),
    ]
}

/// The provider has written, and been in the call with a patient. Staff were removed.
pub(super) fn seen() -> Vec<Step> {
    let by = |by: By, ask| Step { by, ask };
    vec![
        scheduled(),
        by(By::Person(Who::DrA), Ask::Send(Chat::Visit, Sending::Plain)),
        by(By::Host, Ask::Join(Who::Patient1)),
        by(By::Person(Who::DrA), Ask::Join(Who::DrA)),
        by(By::Host, Ask::EndCall),
        by(By::Host, Ask::Remove(Who::Nurse)),
    ]
}

fn scheduled() -> Step {
    Step {
        by: By::Host,
        ask: Ask::Schedule(Guests::Everyone),
    }
}
