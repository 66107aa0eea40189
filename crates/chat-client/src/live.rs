//! The live connection: one WebSocket for any number of visits and a dashboard.

pub(crate) mod event;
mod followed;
mod frames;
mod order;
mod socket;
mod task;

pub use event::{Connection, Event};
pub use order::DashboardFilter;

use crate::{
    call::Caller,
    message::NewMessage,
    outbox::{NotTaken, Outbox, Pending},
};
use chat_domain::{ChatKey, ReaderNumber, VisitId};
use order::Order;
use std::{collections::BTreeMap, fmt};
use tokio::sync::{mpsc, watch};
use tokio_util::{sync::CancellationToken, task::AbortOnDropHandle};

/// How many orders may wait for the task.
const ORDERS: usize = 16;

/// What a live connection does: which visits it follows, and what is sent. [`Events`] is the other half.
///
/// Dropping it closes the connection and stops the outbox. Messages without outcome can be sent again later, with
/// their ids: see [`Live::pending`].
pub struct Live {
    orders: mpsc::Sender<Order>,
    outbox: Outbox,
    _task: AbortOnDropHandle<()>,
}

/// What happens in the followed visits, in order.
///
/// Bounded: if events are not taken, the client stops reading, and the server closes a connection whose client
/// stops for long. The client then reconnects, and resumes from the last event.
#[derive(Debug)]
pub struct Events {
    events: mpsc::Receiver<Event>,
}

/// Starts a live connection.
pub(crate) fn open(caller: Caller) -> (Live, Events) {
    let (orders, ordered) = mpsc::channel(ORDERS);
    let (happened, events) = mpsc::channel(caller.options.events.max(1));
    let (connected, online) = watch::channel(0);
    let closed = CancellationToken::new();
    let outbox = Outbox::new(caller.clone(), &happened, online, closed.clone());
    let task = task::Task::new(caller, ordered, happened, connected, closed);
    let live = Live {
        orders,
        outbox,
        _task: AbortOnDropHandle::new(tokio::spawn(task.run())),
    };
    (live, Events { events })
}

impl Live {
    /// Follows a visit. Its view and the newest page of each chat come first. A visit that is followed already
    /// stays as it is.
    pub async fn follow(&self, visit: VisitId) {
        self.follow_from(visit, BTreeMap::new()).await;
    }

    /// Follows a visit from the last number that the caller has of each chat, such as after a restart of the
    /// program: the last page's `last`, or the last message event's `number`.
    pub async fn follow_from(&self, visit: VisitId, seen: BTreeMap<ChatKey, ReaderNumber>) {
        self.order(Order::Follow(visit, seen)).await;
    }

    /// Stops following a visit. Events that are waiting may still come.
    pub async fn unfollow(&self, visit: VisitId) {
        self.order(Order::Unfollow(visit)).await;
    }

    /// Follows the person's list of visits, instead of an earlier one.
    pub async fn follow_dashboard(&self, filter: DashboardFilter) {
        self.order(Order::Dashboard(Some(filter))).await;
    }

    /// Stops following the list.
    pub async fn unfollow_dashboard(&self) {
        self.order(Order::Dashboard(None)).await;
    }

    /// Signals that the person is typing (R5). Call it for each change of the text: at most one signal in three
    /// seconds is sent. Signals may be lost.
    pub fn typing(&self, visit: VisitId, chat: ChatKey) {
        // Lost if the task is busy.
        let _ = self.orders.try_send(Order::Typing(visit, chat));
    }

    /// Sends a message, after the earlier ones of its chat. Its outcome is an [`Event::Stored`] or an
    /// [`Event::GivenBack`]. Until then it is sent again, with waits, and after each new connection, for at most
    /// [`Options::outbox_age`](crate::Options::outbox_age). The client does not check whether the people in the
    /// chat have changed since. If a message is returned, all later ones of its chat are.
    ///
    /// # Errors
    /// [`NotTaken`] with the message.
    pub fn send(&self, visit: VisitId, message: NewMessage) -> Result<(), NotTaken> {
        self.send_again(Pending::new(visit, message))
    }

    /// [`Live::send`] for a message of an earlier connection. It is sent only as its author.
    ///
    /// # Errors
    /// [`NotTaken`] with the message.
    pub fn send_again(&self, pending: Pending) -> Result<(), NotTaken> {
        self.outbox.push(pending)
    }

    /// The messages whose outcome was not delivered, each chat's in order. A program that ends can store them, and
    /// send them again with their ids when it starts. They stay here after the session has ended.
    #[must_use]
    pub fn pending(&self) -> Vec<Pending> {
        self.outbox.pending()
    }

    async fn order(&self, order: Order) {
        // The task has ended only if the events were dropped, or the session has ended.
        let _ = self.orders.send(order).await;
    }
}

impl Events {
    /// The next event; `None` after the connection ended for good.
    ///
    /// # Cancel safety
    /// Cancel safe: no event is lost.
    pub async fn next(&mut self) -> Option<Event> {
        self.events.recv().await
    }
}

impl fmt::Debug for Live {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Live").finish_non_exhaustive()
    }
}
