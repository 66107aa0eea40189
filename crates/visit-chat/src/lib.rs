#![doc = include_str!("../README.md")]

mod adapters;
mod builder;
mod chat;
mod error;
mod storage;

pub use adapters::Adapters;
pub use builder::VisitChatBuilder;
pub use chat::VisitChat;
pub use error::BuildError;

pub use chat_app::{
    self as app, AppError, ChatService, NewVisit, Ports, RateLimits, Settings, Viewer,
};
pub use chat_attachments as attachments;
pub use chat_blobs as blobs;
#[cfg(feature = "clamav")]
pub use chat_clamav as clamav;
pub use chat_domain as domain;
#[cfg(feature = "http")]
pub use chat_http as http;
pub use chat_memory as memory;
#[cfg(feature = "nats")]
pub use chat_nats as nats;
#[cfg(feature = "notify")]
pub use chat_notify as notify;
pub use chat_ports as ports;
#[cfg(feature = "postgres")]
pub use chat_postgres as postgres;
#[cfg(feature = "sqlite")]
pub use chat_sqlite as sqlite;
#[cfg(feature = "web")]
pub use chat_web as web;
#[cfg(feature = "webhooks")]
pub use chat_webhooks as webhooks;
