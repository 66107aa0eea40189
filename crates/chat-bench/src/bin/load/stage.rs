//! Sets up the chats of a scenario on any kind of server.

use crate::{
    Result,
    clinic::{Chat, Clinic, Visit},
    jetstream,
    member::{Incoming, Member, News, Outgoing},
    server::{Program, Server},
    socket::Socket,
};
use futures::future::try_join_all;
use std::net::SocketAddr;

/// A group chat: members who write, and members who only follow.
pub(crate) struct Room {
    pub(crate) senders: Vec<Member>,
    pub(crate) followers: Vec<Member>,
}

/// Chats of two, both connected and following. The first of a pair is the provider.
pub(crate) async fn conversations(server: &Server, count: usize) -> Result<Vec<(Member, Member)>> {
    if let Program::VisitChat { .. } = server.program() {
        let clinic = Clinic::new(server.address())?;
        return pairs(&clinic, &clinic.one_to_ones(count).await?).await;
    }
    prepare(server).await?;
    let pairs = (0..count).map(|chat| async move {
        let chat = format!("chat-{chat}");
        Ok::<_, Box<dyn std::error::Error>>((
            peer(server, &chat, true).await?,
            peer(server, &chat, true).await?,
        ))
    });
    try_join_all(pairs).await
}

/// Provider and patient of each of these visits.
pub(crate) async fn pairs(clinic: &Clinic, visits: &[Visit]) -> Result<Vec<(Member, Member)>> {
    let pairs = visits.iter().map(|visit| async move {
        let [provider, patient] = visit.people.as_slice() else {
            return Err("a conversation needs two people".into());
        };
        let chat = visit.direct(1)?;
        let provider = clinic.follow(provider, visit.id).await?;
        let patient = clinic.follow(patient, visit.id).await?;
        Ok((member(provider, chat.clone()), member(patient, chat)))
    });
    try_join_all(pairs).await
}

/// A chat with this many followers. Senders use a separate connection for sending.
pub(crate) async fn room(server: &Server, followers: usize, senders: usize) -> Result<Room> {
    if let Program::VisitChat { .. } = server.program() {
        return group_visit(server.address(), followers, senders).await;
    }
    prepare(server).await?;
    let mut room = Room {
        senders: Vec::new(),
        followers: Vec::new(),
    };
    for _ in 0..senders {
        room.senders.push(peer(server, "room", false).await?);
    }
    for _ in 0..followers {
        room.followers.push(peer(server, "room", true).await?);
    }
    Ok(room)
}

async fn group_visit(server: SocketAddr, followers: usize, senders: usize) -> Result<Room> {
    let clinic = Clinic::new(server)?;
    let people = clinic.people(followers.max(2))?;
    let visits = clinic.schedule("group", vec![people]).await?;
    let visit = visits.first().ok_or("a visit")?;
    clinic.enter(visit).await?;
    let member = |socket| member(socket, visit.common());
    let mut room = Room {
        senders: Vec::new(),
        followers: Vec::new(),
    };
    for sender in visit.people.iter().take(senders) {
        room.senders.push(member(clinic.connect(sender).await?));
    }
    // The provider starts the chat, so that patients can write.
    if let Some(provider) = room.senders.first_mut() {
        provider.send(0).await?;
        provider.receipt().await?;
    }
    for follower in visit.people.iter().take(followers) {
        let socket = clinic.join(follower, visit.id).await?;
        room.followers.push(member(socket));
    }
    Ok(room)
}

/// Prepares a third-party server.
async fn prepare(server: &Server) -> Result<()> {
    match server.program() {
        Program::JetStream => jetstream::create_stream(server.address()).await,
        Program::VisitChat { .. } | Program::SocketIo => Ok(()),
    }
}

/// A member of a chat on a third-party server.
async fn peer(server: &Server, chat: &str, follows: bool) -> Result<Member> {
    if let Program::JetStream = server.program() {
        let (reader, writer) = jetstream::open(server.address(), follows.then_some(chat)).await?;
        return Ok(Member {
            incoming: Incoming::JetStream(reader),
            writes: Outgoing::JetStream(writer, chat.to_owned()),
        });
    }
    let path = "/socket.io/?EIO=4&transport=websocket";
    let (reader, mut writer) = match Socket::upgrade(server.address(), path, "").await? {
        Ok(socket) => socket.split(),
        Err(status) => return Err(format!("a handshake was answered with {status}").into()),
    };
    let mut incoming = Incoming::SocketIo(reader);
    // Messages sent before the server's "open" are lost.
    incoming.next().await?;
    writer.send("40").await?;
    incoming.next().await?;
    if follows {
        writer.send(&format!(r#"420["follow","{chat}"]"#)).await?;
        while !matches!(incoming.next().await?, News::Receipt(_)) {}
    }
    Ok(Member {
        incoming,
        writes: Outgoing::SocketIo(writer, chat.to_owned()),
    })
}

/// A member of a chat over a live connection.
pub(crate) fn member(socket: Socket, chat: Chat) -> Member {
    let (reader, writer) = socket.split();
    Member {
        incoming: Incoming::VisitChat(reader),
        writes: Outgoing::VisitChat(writer, chat),
    }
}
