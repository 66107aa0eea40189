//! The visit chat server: settings, wiring, pages, shutdown. Deliberately thin: rules are in
//! `chat-domain`, use cases in `chat-app`, the wire format in `chat-http`.
//!
//! * [`run`] is the command line: `demo`, `serve`, `token`, `check`, `verify`, `checkpoint`,
//!   `doctor`, `migrate`, `copy`, `export`, `backup`, `restore`;
//! * [`Settings`] come from a TOML file and `VISIT_CHAT_…` variables;
//! * [`Adapters`] are opened as the settings choose: SQLite, files in a folder and hints in memory, or, with the feature
//!   `cluster`, those of several processes;
//! * [`Node`] serves with them.

mod adapters;
mod backup;
mod bar;
mod check;
mod checkpoint;
mod cli;
mod copy;
mod counted;
mod data_folder;
mod demo;
mod dispatch;
mod doctor;
mod error;
mod export;
mod exporter;
mod folder;
mod health;
mod limits;
mod listen;
mod logging;
mod migrate;
mod new_file;
mod node;
mod one_line;
mod pages;
mod report;
mod scanning;
mod serve;
mod settings;
mod settings_check;
mod shutdown;
mod sign_in;
mod stored;
mod token;
mod verdict;
mod verify;
mod webhooks;

pub use adapters::Adapters;
pub use data_folder::DataFolder;
pub use dispatch::run;
pub use error::StartError;
pub use limits::Limits;
pub use listen::TrustedProxy;
pub use node::Node;
pub use scanning::Scanning;
pub use settings::{
    AccessLogSettings, AddressRates, AttachmentSettings, ClinicRates, Clinics, FanoutKind,
    FilesKind, Hidden, InvitationSettings, LimitSettings, LogFormat, LogSettings, MetricsSettings,
    NatsSettings, Networks, NodeSettings, Notices, OidcSettings, PostgresSettings,
    PresenceSettings, QuickPhrases, RateSettings, S3Settings, ScannerSettings, Secret, Settings,
    StorageKind, TokenSettings, Webhook, Webhooks as WebhookList,
};
pub use sign_in::SignIn;
