//! The use cases of visit chat: load the state, decide, append, announce.
//!
//! [`ChatService`] is what a transport or an embedding service calls. It holds no rule: every
//! answer comes from `chat-domain`, asked with the state of the visit's log. There is no HTTP and
//! no SQL here.

mod batch;
mod dashboard;
mod error;
mod files;
mod history;
mod live;
mod messages;
mod rates;
mod room;
mod rooms;
mod service;
mod settings;
mod visits;

pub use chat_pictures::Removed;
pub use dashboard::{DashboardFilter, DashboardPage};
pub use error::AppError;
pub use files::{
    Collected, Download, FileClaim, FileRefused, NewUpload, Released, Stage, ThumbnailShown,
    UploadStatus, Uploaded,
};
pub use history::MessagePage;
pub use live::{DashboardUpdate, Delivery, Encode, Followed, Follower, Seen, Update};
pub use messages::{NewMessage, Receipt};
pub use rates::{Rate, RateLimits};
pub use service::{ChatService, Outcome};
pub use settings::{Nodes, Ports, Settings, ThumbnailSettings, UploadSettings};
pub use visits::NewVisit;
