//! The steps available in a state.

use super::{
    cast::{Chat, Who},
    step::{Again, Ask, By, Guests, Msg, Sending, Step},
    words::{attachment_id, message_of},
    world::World,
};
use chat_domain::{ChatKey, Role, VisitKind, VisitState};

/// Every valid and plausibly wrong step in a state: anything that a person of the cast, the host, an
/// overseer or the service may request about anyone in the cast, any chat between the care side and an
/// attendee, and any existing message or file.
pub(super) fn everywhere(world: &World, state: &VisitState) -> Vec<Step> {
    let mut asks = Asks::new(world);
    asks.lifecycle();
    if state.ids.is_some() {
        asks.people();
        asks.presence();
        asks.chats(&world.sensible_chats());
        asks.wrong_recipients();
        asks.messages(state);
        asks.files(state);
        asks.notices(state);
    }
    asks.steps
}

/// Steps that make sense in no state: impossible chats, commands by and about an outsider, presence
/// reported by others, unknown messages.
pub(super) fn nowhere(world: &World) -> Vec<Step> {
    let mut asks = Asks::new(world);
    let impossible: Vec<_> = (Chat::all(world.cast).into_iter())
        .filter(|chat| !chat.is_sensible())
        .collect();
    asks.chats(&impossible);
    asks.presence_of_others();
    asks.by = vec![By::Person(Who::Outsider)];
    asks.lifecycle();
    asks.people();
    asks.presence();
    asks.presence_of_others();
    asks.chats(&Chat::all(&[Who::DrA, Who::Patient1, Who::Outsider]));
    let never_sent = Msg {
        chat: Chat::Visit,
        number: u8::MAX,
    };
    asks.by = Asks::new(world).by;
    asks.all(Ask::Correct(never_sent, true));
    asks.all(Ask::Retract(never_sent));
    asks.all(Ask::NotifyOther);
    asks.all(Ask::Settle(Who::Outsider, 0));
    asks.all(Ask::Discard(Chat::Visit, Who::Outsider));
    asks.steps
}

/// Whether any state permits such a step, judging only by the actor and the kind of step. Errs on
/// the side of `true`.
pub(super) fn ever_permitted(step: Step) -> bool {
    let By::Person(who) = step.by else {
        return match step.ask {
            Ask::BreakGlass(_) => step.by == By::Overseer,
            Ask::Lock(_) | Ask::Unlock(_) | Ask::Stage(_) | Ask::StageHuge(_) => false,
            Ask::Restage(..) | Ask::MarkRead(_) | Ask::MarkBeyond(_) | Ask::SetAside(_) => false,
            Ask::Drop(_) => step.by == By::Service,
            Ask::Send(..) | Ask::Resend(..) | Ask::Correct(..) | Ask::Retract(_) => false,
            Ask::Notify | Ask::NotifyAgain(..) | Ask::NotifyOther | Ask::Settle(..) => false,
            Ask::Complete | Ask::EndFollowUp => step.by != By::Overseer,
            _ => step.by == By::Host,
        };
    };
    match step.ask {
        Ask::Schedule(_) | Ask::Drop(_) | Ask::NotifyOther => false,
        Ask::Notify | Ask::NotifyAgain(..) => !who.role().is_care_team(),
        Ask::Settle(..) => who.role().is_care_team(),
        Ask::BreakGlass(chat) => is_of(chat, who), // never permitted, but always checked
        Ask::Enter(whom) | Ask::Join(whom) | Ask::Leave(whom) => who == whom,
        Ask::Add(_) | Ask::AddWithHistory(_) | Ask::Remove(_) => who.role().is_care_team(),
        Ask::HandOver(..) | Ask::EndCall => who.role().is_care_team(),
        Ask::RemoveOtherwise(_) | Ask::Undo(_) | Ask::Rename(_) => who.role().is_care_team(),
        Ask::Become(..) | Ask::Move => who.role().is_care_team(),
        Ask::OpenHistory => false, // V4
        Ask::Complete | Ask::Cancel | Ask::NoShow | Ask::Reopen => who.role().is_care_team(),
        Ask::LeftUnseen | Ask::EndFollowUp => who.role().is_care_team(),
        Ask::Lock(chat) | Ask::Unlock(chat) => who.role().is_care_team() && is_of(chat, who),
        Ask::SetAside(_) => who.role().is_care_team(), // R4: those who stand in
        Ask::Send(chat, _) | Ask::Stage(chat) | Ask::StageHuge(chat) => is_of(chat, who),
        Ask::Restage(chat, _) | Ask::MarkRead(chat) | Ask::MarkBeyond(chat) => is_of(chat, who),
        Ask::Discard(_, uploader) => who == uploader,
        Ask::Resend(message, _) | Ask::Correct(message, _) | Ask::Retract(message) => {
            is_of(message.chat, who)
        }
    }
}

struct Asks<'a> {
    world: &'a World,
    by: Vec<By>,
    steps: Vec<Step>,
}

impl<'a> Asks<'a> {
    fn new(world: &'a World) -> Self {
        let people = world.cast.iter().map(|who| By::Person(*who));
        Self {
            world,
            by: people
                .chain([By::Host, By::Overseer, By::Service])
                .collect(),
            steps: Vec::with_capacity(1_000),
        }
    }

    fn one(&mut self, by: By, ask: Ask) {
        self.steps.push(Step { by, ask });
    }

    fn all(&mut self, ask: Ask) {
        let steps = self.by.iter().map(|by| Step { by: *by, ask });
        self.steps.extend(steps);
    }

    fn lifecycle(&mut self) {
        for guests in [Guests::Everyone, Guests::Few, Guests::Twice] {
            self.one(By::Host, Ask::Schedule(guests));
        }
        if self.world.kind == VisitKind::OneToOne {
            self.one(By::Host, Ask::Schedule(Guests::TwoPatients));
        }
        for ask in [
            Ask::Schedule(Guests::Everyone),
            Ask::EndCall,
            Ask::Complete,
            Ask::Cancel,
            Ask::NoShow,
            Ask::LeftUnseen,
            Ask::EndFollowUp,
            Ask::Reopen,
        ] {
            self.all(ask);
        }
    }

    fn people(&mut self) {
        for who in self.world.cast {
            self.all(Ask::Add(*who));
            self.one(By::Host, Ask::AddWithHistory(*who));
            self.all(Ask::Remove(*who));
            self.one(By::Host, Ask::RemoveOtherwise(*who));
        }
        self.edits();
        for (from, to) in [
            (Who::DrA, Who::DrB),
            (Who::DrB, Who::DrA),
            (Who::DrA, Who::DrA),
        ] {
            self.all(Ask::HandOver(from, to));
        }
    }

    fn edits(&mut self) {
        self.one(By::Host, Ask::OpenHistory);
        self.one(By::Person(Who::DrA), Ask::OpenHistory);
        if !self.world.rules.rules().can_be_edited {
            let who = Who::DrA;
            for ask in [Ask::Undo(who), Ask::Rename(who), Ask::Move] {
                self.one(By::Host, ask);
            }
            return;
        }
        self.all(Ask::Move);
        for who in self.world.cast {
            self.all(Ask::Undo(*who));
            self.all(Ask::Rename(*who));
            for role in [Role::Provider, Role::Staff, Role::Patient, Role::Guest] {
                self.one(By::Host, Ask::Become(*who, role));
            }
        }
    }

    fn presence(&mut self) {
        for who in self.world.cast {
            for ask in [Ask::Enter(*who), Ask::Join(*who), Ask::Leave(*who)] {
                self.one(By::Person(*who), ask);
                self.one(By::Host, ask);
                self.one(By::Overseer, ask);
                self.one(By::Service, ask);
            }
            self.one(By::Service, Ask::Drop(*who));
        }
    }

    fn presence_of_others(&mut self) {
        for who in self.world.cast {
            for ask in [Ask::Enter(*who), Ask::Join(*who), Ask::Leave(*who)] {
                for by in self.by.clone() {
                    if by != By::Person(*who) {
                        self.one(by, ask);
                    }
                }
            }
            self.all(Ask::Drop(*who));
        }
    }

    fn chats(&mut self, chats: &[Chat]) {
        for chat in chats {
            self.all(Ask::Send(*chat, Sending::Plain));
            self.all(Ask::Lock(*chat));
            self.all(Ask::Unlock(*chat));
            self.all(Ask::Stage(*chat));
            self.all(Ask::MarkRead(*chat));
            self.all(Ask::MarkBeyond(*chat));
            self.all(Ask::SetAside(*chat));
            self.all(Ask::BreakGlass(*chat));
        }
    }

    /// Wrong recipients for each chat, empty messages, oversized files.
    fn wrong_recipients(&mut self) {
        for chat in self.world.sensible_chats() {
            let members = match chat {
                Chat::Visit => self.world.cast.to_vec(),
                Chat::Direct(care, attendee) => vec![care, attendee],
            };
            for me in &members {
                let by = By::Person(*me);
                self.one(by, Ask::Send(chat, Sending::Empty));
                self.one(by, Ask::StageHuge(chat));
                self.one(by, Ask::Send(chat, Sending::To(*me)));
                if chat == Chat::Visit {
                    let other = self.world.cast.iter().find(|who| *who != me);
                    for other in other.into_iter().copied() {
                        self.one(by, Ask::Send(chat, Sending::To(other)));
                    }
                    continue;
                }
                self.one(by, Ask::Send(chat, Sending::ToEveryone));
                for other in self.world.cast.iter().filter(|who| !members.contains(who)) {
                    self.one(by, Ask::Send(chat, Sending::To(*other)));
                }
            }
        }
    }

    fn messages(&mut self, state: &VisitState) {
        let there = state.messages.iter();
        for (message, author) in there.filter_map(|(id, m)| message_of(*id).zip(Who::of(m.author)))
        {
            let by = By::Person(author);
            for how in [Again::Same, Again::OtherContent] {
                self.one(by, Ask::Resend(message, how));
            }
            let elsewhere = self.world.sensible_chats();
            let mut elsewhere = elsewhere.into_iter().filter(|chat| *chat != message.chat);
            if let Some(other) = elsewhere.find(|chat| is_of(*chat, author)) {
                self.one(by, Ask::Resend(message, Again::OtherChat(other)));
            }
            self.one(
                by,
                Ask::Send(message.chat, Sending::TakenId(message.number)),
            );
            self.one(by, Ask::Correct(message, false));
            self.all(Ask::Correct(message, true));
            self.all(Ask::Retract(message));
        }
    }

    fn notices(&mut self, state: &VisitState) {
        self.all(Ask::Notify);
        for who in self.world.cast {
            let sent = state.notices.of(who.person());
            for (_, number) in sent.zip(0_u8..) {
                self.one(By::Person(*who), Ask::NotifyAgain(number, true));
                self.one(By::Person(*who), Ask::NotifyAgain(number, false));
                self.all(Ask::Settle(*who, number));
            }
        }
    }

    fn files(&mut self, state: &VisitState) {
        for upload in state.uploads.values() {
            let (Some(chat), Some(uploader)) = (Chat::of(&upload.chat), Who::of(upload.by)) else {
                continue;
            };
            let by = By::Person(uploader);
            self.all(Ask::Send(chat, Sending::File(uploader)));
            self.one(by, Ask::Send(chat, Sending::FileTwice(uploader)));
            self.all(Ask::Discard(chat, uploader));
            self.one(by, Ask::Restage(chat, Again::Same));
            self.one(by, Ask::Restage(chat, Again::OtherContent));
            for other in self.world.sensible_chats() {
                if other != chat {
                    self.one(by, Ask::Restage(chat, Again::OtherChat(other)));
                }
                let staged = attachment_id(other, uploader);
                if other != chat && is_of(other, uploader) && !state.uploads.contains_key(&staged) {
                    self.one(by, Ask::Send(other, Sending::FileOf(chat)));
                }
            }
        }
    }
}

fn is_of(chat: Chat, who: Who) -> bool {
    match chat.key() {
        ChatKey::Visit => true,
        ChatKey::Direct(pair) => pair.other(who.person()).is_some(),
    }
}

impl World {
    /// The chats between a care side and an attendee's side, and the visit chat.
    pub(super) fn sensible_chats(&self) -> Vec<Chat> {
        let all = Chat::all(self.cast).into_iter();
        all.filter(|chat| chat.is_sensible()).collect()
    }
}
