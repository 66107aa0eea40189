//! Extractors whose rejections are problem documents.

mod caller;
mod json;
mod path;
mod query;

pub(crate) use caller::{Caller, Host, HostReader, Person, Reader, RecordReader, VisitsHost};
pub(crate) use json::{Json, from_object};
pub(crate) use path::{
    ChatPath, ClinicPersonPath, FilePath, InvitationPath, LinkSessionPath, MessagePath, NoticePath,
    PersonPath, UploadPath, VisitPath, WebhookPath,
};
pub(crate) use query::Query;
