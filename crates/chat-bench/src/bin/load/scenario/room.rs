//! A group visit in which everyone follows.

use crate::{
    Result,
    clinic::{Chat, Clinic},
    figures::Figures,
    frame,
    meter::{Crew, Meter},
    server::{Program, Server},
    socket::Socket,
};
use futures::future::try_join_all;
use std::{
    cell::RefCell,
    rc::Rc,
    time::{Duration, Instant},
};
use tokio::sync::Notify;

/// Who has got which message.
struct Heard {
    followers: usize,
    /// For each number how many followers have it.
    counts: RefCell<Vec<usize>>,
    whole: Notify,
}

/// Each sender writes its next message when all followers have the last one. Senders have a
/// connection of their own for sending; all participants follow on another.
pub(super) async fn run(
    program: &Program,
    span: Duration,
    followers: usize,
    senders: usize,
) -> Result<Figures> {
    let server = Server::start(program)?;
    let clinic = Clinic::new(server.address())?;
    let people = clinic.people(followers.max(2))?;
    let visits = clinic.schedule("group", vec![people]).await?;
    let visit = visits.first().ok_or("a visit")?;
    clinic.enter(visit).await?;
    let chat = visit.common();
    // The provider starts the chat, so that patients may write.
    let mut sockets = try_join_all(
        visit
            .people
            .iter()
            .take(senders)
            .map(|one| clinic.connect(one)),
    )
    .await?;
    if let Some(provider) = sockets.first_mut() {
        provider.send(&chat.frame(0)).await?;
        provider.next_of("receipt").await?;
    }
    let heard = Rc::new(Heard {
        followers,
        counts: RefCell::default(),
        whole: Notify::new(),
    });
    let meter = Rc::new(Meter::default());
    let mut listeners = Crew::new();
    for follower in visit.people.iter().take(followers) {
        let socket = clinic.join(follower, visit.id).await?;
        listeners.spawn_local(listen(Rc::clone(&heard), Rc::clone(&meter), socket));
    }
    let mut crew = Crew::new();
    for socket in sockets {
        let (meter, heard) = (Rc::clone(&meter), Rc::clone(&heard));
        crew.spawn_local(write(meter, heard, chat.clone(), socket));
    }
    let measured = tokio::select! {
        measured = Rc::clone(&meter).measure(&server, span, &mut crew) => measured?,
        Some(ended) = listeners.join_next() => {
            ended??;
            return Err("a follower ended early".into());
        }
    };
    Ok(Figures::default()
        .each("delivery", measured.count, measured.within, measured.used)
        .latency("receipt", measured.receipts)
        .latency("all_have_it", measured.deliveries)
        .memory("rss", server.usage()?.resident))
}

async fn listen(heard: Rc<Heard>, meter: Rc<Meter>, mut socket: Socket) -> Result<()> {
    loop {
        let text = socket.next().await?;
        frame::complain(text)?;
        if frame::kind(text) == b"message" {
            meter.done(1);
            heard.hear(frame::number(text)?);
        }
    }
}

async fn write(meter: Rc<Meter>, heard: Rc<Heard>, chat: Chat, mut socket: Socket) -> Result<()> {
    let mut request = 0;
    while meter.goes_on() {
        request += 1;
        let frame = chat.frame(request);
        let start = Instant::now();
        socket.send(&frame).await?;
        let number = frame::number(socket.next_of("receipt").await?)?;
        meter.receipt(start.elapsed());
        heard.by_all(number).await;
        meter.delivery(start.elapsed());
    }
    Ok(())
}

impl Heard {
    fn hear(&self, number: usize) {
        let mut counts = self.counts.borrow_mut();
        if counts.len() <= number {
            counts.resize(number + 1, 0);
        }
        if let Some(count) = counts.get_mut(number) {
            *count += 1;
            if *count == self.followers {
                self.whole.notify_waiters();
            }
        }
    }

    async fn by_all(&self, number: usize) {
        loop {
            let next = self.whole.notified();
            if self.counts.borrow().get(number) == Some(&self.followers) {
                return;
            }
            next.await;
        }
    }
}
