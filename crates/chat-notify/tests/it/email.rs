//! E-mail, received by an SMTP server.

use crate::people::{Host, NOTIFICATION, PATIENT};
use chat_domain::PersonId;
use chat_notify::{EmailAddress, EmailNotifier, SmtpOptions};
use chat_ports::{Notification, Notifier as _, Occasion, PersonInVisit, PortError};
use mailin::{Action, Handler, Response, SessionBuilder, response};
use std::{
    io::{self, BufRead as _, BufReader, Write as _},
    net::{TcpListener, TcpStream},
    sync::{Arc, mpsc},
};
use uuid::Uuid;

/// What one e-mail had.
#[derive(Clone, Debug, Default)]
struct Received {
    to: Vec<String>,
    content: String,
}

/// Passes on what arrives, and refuses recipients at `full.example` for now and at `nowhere.example` for good.
#[derive(Clone)]
struct Inbox {
    arriving: Received,
    arrived: mpsc::Sender<Received>,
}

impl Handler for Inbox {
    fn rcpt(&mut self, to: &str) -> Response {
        if to.ends_with("@full.example") {
            return Response::custom(452, "ana@full.example is over quota".to_owned());
        }
        if to.ends_with("@nowhere.example") {
            return Response::custom(550, "no such user ana@nowhere.example".to_owned());
        }
        self.arriving.to.push(to.to_owned());
        response::OK
    }

    fn data(&mut self, content: &[u8]) -> io::Result<()> {
        self.arriving
            .content
            .push_str(&String::from_utf8_lossy(content));
        Ok(())
    }

    fn data_end(&mut self) -> Response {
        self.arrived
            .send(std::mem::take(&mut self.arriving))
            .unwrap();
        response::OK
    }
}

/// The address of a server, and what arrives there.
fn server() -> (String, mpsc::Receiver<Received>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("smtp://{}", listener.local_addr().unwrap());
    let (arrived, inbox) = mpsc::channel();
    std::thread::spawn(move || {
        for connection in listener.incoming() {
            let arriving = Received::default();
            let arrived = arrived.clone();
            serve(connection.unwrap(), Inbox { arriving, arrived });
        }
    });
    (address, inbox)
}

/// One connection, until the client quits.
fn serve(mut connection: TcpStream, inbox: Inbox) {
    let from = connection.peer_addr().unwrap().ip();
    let mut session = SessionBuilder::new("mail.example").build(from, inbox);
    let mut lines = BufReader::new(connection.try_clone().unwrap());
    let mut answer = session.greeting();
    loop {
        if !matches!(answer.action, Action::NoReply) {
            answer.write_to(&mut connection).unwrap();
            connection.flush().unwrap();
        }
        let mut line = Vec::new();
        let ended = lines.read_until(b'\n', &mut line).unwrap_or(0) == 0;
        if ended || matches!(answer.action, Action::Close) {
            return;
        }
        answer = session.process(&line);
    }
}

fn notifier(server: &str, to: &[(&str, Option<&'static str>)]) -> EmailNotifier {
    let to = to.iter().map(|(address, language)| {
        let address: EmailAddress = address.parse().unwrap();
        (address, *language)
    });
    let options = SmtpOptions::new(server, "chat@clinic.example".parse().unwrap());
    EmailNotifier::new(&options, Arc::new(Host::knows(to))).unwrap()
}

#[tokio::test]
async fn email_has_a_link_and_nothing_else_about_the_person() {
    let (address, inbox) = server();
    let to = [("ana@example.org", None), ("ana@ejemplo.es", Some("es"))];
    let notifier = notifier(&address, &to);
    notifier.notify(NOTIFICATION).await.unwrap();

    let english = inbox.recv().unwrap();
    assert_eq!(english.to, ["ana@example.org"]);
    let (head, body) = english.content.split_once("\r\n\r\n").unwrap();
    let fields: Vec<_> = head
        .lines()
        .map(|line| line.split(':').next().unwrap())
        .collect();
    for field in &fields {
        let known = [
            "From",
            "To",
            "Subject",
            "Auto-Submitted",
            "Content-Type",
            "Content-Transfer-Encoding",
            "Date",
        ];
        assert!(known.contains(field), "{field}");
    }
    assert!(
        head.contains("Subject: A message is waiting for you"),
        "{head}"
    );
    assert!(head.contains("Auto-Submitted: auto-generated"), "{head}");
    let sentence = "A message is waiting for you. To read and answer it, open this link:";
    assert_eq!(
        body.trim_end(),
        format!("{sentence}\r\n\r\nhttps://clinic.example/v/2")
    );

    let escalation = Notification {
        occasion: Occasion::Escalation,
        ..NOTIFICATION
    };
    let spanish = inbox.recv().unwrap();
    assert_eq!(spanish.to, ["ana@ejemplo.es"]);
    assert!(
        spanish.content.contains("Tiene un mensaje sin leer."),
        "{spanish:?}"
    );

    notifier.notify(escalation).await.unwrap();
    let english = inbox.recv().unwrap().content;
    assert!(
        english.contains("Subject: Someone has been waiting for an answer"),
        "{english}"
    );
}

#[tokio::test]
async fn person_without_an_address_gets_nothing() {
    let (address, inbox) = server();
    let notifier = notifier(&address, &[("ana@example.org", None)]);
    let other = PersonInVisit {
        person: PersonId::new(Uuid::from_u128(9)),
        ..PATIENT
    };
    let to_other = Notification {
        to: other,
        occasion: Occasion::Reminder(1),
    };
    notifier.notify(to_other).await.unwrap();
    notifier.notify(NOTIFICATION).await.unwrap();
    assert_eq!(inbox.recv().unwrap().to, ["ana@example.org"]);
    assert!(inbox.try_recv().is_err());
}

#[tokio::test]
async fn refusals_tell_whether_to_try_again_and_show_no_address() {
    let (address, inbox) = server();
    // One that is refused keeps no other from being reached.
    let to = [("ana@full.example", None), ("ana@example.org", None)];
    let refused = notifier(&address, &to)
        .notify(NOTIFICATION)
        .await
        .unwrap_err();
    assert!(matches!(refused, PortError::Unavailable(_)), "{refused}");
    assert!(!format!("{refused:?}").contains("ana"), "{refused:?}");
    assert_eq!(inbox.recv().unwrap().to, ["ana@example.org"]);

    // Nor does one that is refused for good hide that another is to be tried again.
    for to in [
        ["ana@full.example", "ana@nowhere.example"],
        ["ana@nowhere.example", "ana@full.example"],
    ] {
        let to = to.map(|address| (address, None));
        let refused = notifier(&address, &to).notify(NOTIFICATION).await;
        assert!(matches!(refused, Err(PortError::Unavailable(_))));
    }

    let to = [("ana@nowhere.example", None)];
    let refused = notifier(&address, &to)
        .notify(NOTIFICATION)
        .await
        .unwrap_err();
    assert!(matches!(refused, PortError::Invalid(_)), "{refused}");

    let closed = TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let to = [("ana@example.org", None)];
    let refused = notifier(&format!("smtp://{closed}"), &to)
        .notify(NOTIFICATION)
        .await;
    assert!(matches!(refused, Err(PortError::Unavailable(_))));
}
