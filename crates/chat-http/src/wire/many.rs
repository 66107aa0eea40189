//! One text to chosen visits.

use super::{ProblemOut, ReceiptOut, receipt_out};
use chat_app::{Addressed, Receipt};
use chat_domain::{ClientMessageId, Recipient, VisitId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// One text to chosen visits.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SendToMany)]
pub(crate) struct SendToManyIn {
    /// 1 to 8,000 characters.
    pub(crate) text: String,
    /// The visits, each with the recipient there: 1 to 100, none twice.
    pub(crate) to: Vec<AddressedIn>,
}

/// A visit that the text goes to.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Addressed)]
pub(crate) struct AddressedIn {
    /// The visit.
    #[schema(value_type = Uuid)]
    visit: VisitId,
    /// The recipient that the sender means (P6): everyone, or a person with whom the sender has a direct chat.
    #[schema(value_type = super::recipient::Recipient)]
    recipient: Recipient,
    /// The client's own new id for this message. If in doubt, retry with the same id (F7).
    #[schema(value_type = Uuid)]
    client_id: ClientMessageId,
}

/// What became of each message, in the order of the request.
#[derive(Serialize, ToSchema)]
#[schema(as = SentToMany)]
pub(crate) struct SentToManyOut {
    /// One for each visit of the request.
    pub results: Vec<SentOut>,
}

/// What became of one message: it has either a receipt or a problem.
#[derive(Serialize, ToSchema)]
#[schema(as = Sent)]
pub(crate) struct SentOut {
    /// The visit.
    #[schema(value_type = Uuid)]
    pub visit: VisitId,
    /// The client's id.
    #[schema(value_type = Uuid)]
    pub client_id: ClientMessageId,
    /// The proof that it is stored.
    pub receipt: Option<ReceiptOut>,
    /// Why it is not, or may not be.
    pub problem: Option<ProblemOut<'static>>,
}

impl From<AddressedIn> for Addressed {
    fn from(one: AddressedIn) -> Self {
        Self {
            visit: one.visit,
            recipient: one.recipient,
            client_id: one.client_id,
        }
    }
}

impl SentOut {
    pub(crate) fn new(to: &Addressed, result: Result<Receipt, ProblemOut<'static>>) -> Self {
        let (receipt, problem) = match result {
            Ok(receipt) => (Some(receipt_out(receipt)), None),
            Err(problem) => (None, Some(problem)),
        };
        Self {
            visit: to.visit,
            client_id: to.client_id,
            receipt,
            problem,
        }
    }
}
