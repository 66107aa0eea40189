//! A client of visit chat in Rust, with the behavior of the pages: for tests, load, and programs that take part
//! in visits.
//!
//! * [`Client`] makes requests. It retries those whose outcome is unknown with the same id (F7), and waits as long
//!   as the server asks.
//! * [`Visit`] is one visit: its view, messages, files and read marks.
//! * [`Live`] and [`Events`] are the live connection. It follows any number of visits, reconnects, and resumes
//!   from the numbers that it has, so nothing is lost or delivered twice. Its outbox sends messages in order,
//!   however often the connection is lost, and returns those that are refused.
//!
//! [`TokenSource`] is the host's login. Answers are the types of [`chat_wire`], ids those of [`chat_domain`].
//! This crate contains no rule: the view says what is permitted, and the server decides.
//!
//! # Examples
//!
//! ```no_run
//! use chat_client::{Client, Connection, Error, Event, NewMessage, Token};
//! use chat_domain::VisitId;
//!
//! async fn answer(visit: VisitId) -> Result<(), Error> {
//!     let client = Client::new("https://clinic.example/chat", Token::new("from the host's login"))?;
//!     let (live, mut events) = client.live();
//!     let view = client.visit(visit).view().await?;
//!     for chat in view.chats.iter().filter(|chat| chat.can_write) {
//!         // The recipient is the one that was shown (P6).
//!         let message = NewMessage::in_chat(chat, "We are ten minutes late.");
//!         if let Err(why) = live.send(visit, message) {
//!             eprintln!("not sent: {why}");
//!         }
//!     }
//!     live.follow(visit).await;
//!     while let Some(event) = events.next().await {
//!         match event {
//!             Event::View { view, .. } => println!("{} chats", view.chats.len()),
//!             Event::Stored { receipt, .. } => println!("stored as {}", receipt.message),
//!             Event::GivenBack { why, .. } => println!("not stored: {why}"),
//!             Event::Connection(Connection::Closed { why }) => return Err(why),
//!             Event::Ended { .. } => break,
//!             _ => {}
//!         }
//!     }
//!     Ok(())
//! }
//! ```
//!
//! # TLS and HTTP versions
//!
//! For `https` addresses, enable a TLS feature of `reqwest`, such as `rustls`, in the program's own manifest. The
//! live connection needs HTTP/1.1, to which [`Client::new`] keeps. [`Client::with_http`] takes a configured
//! `reqwest` client, which must not use HTTP/2 (`http1_only`).

mod backoff;
mod call;
mod client;
mod error;
mod file;
mod live;
mod message;
mod options;
mod outbox;
mod token;
mod visit;

pub use client::Client;
pub use error::{Error, Problem};
pub use file::NewFile;
pub use live::{Connection, DashboardFilter, Event, Events, Live};
pub use message::NewMessage;
pub use options::Options;
pub use outbox::{NotTaken, Pending};
pub use token::{Token, TokenError, TokenSource};
pub use visit::{Page, Visit};

#[doc(no_inline)]
pub use {chat_domain, chat_wire};
