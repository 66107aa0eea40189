//! Which page of a chat.

use crate::problem::Problem;
use chat_domain::ChatNumber;
use chat_ports::PageRequest;
use serde::Deserialize;
use utoipa::IntoParams;

/// How many entries a page has unless told otherwise.
const DEFAULT_LIMIT: usize = 50;

/// Which page of a chat: the newest unless `before` or `after` is named.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// The newest entries before this number.
    before: Option<u64>,
    /// The oldest entries after this number; not together with `before`.
    after: Option<u64>,
    /// At most so many entries, 50 unless named, never more than 200.
    limit: Option<usize>,
}

impl TryFrom<PageQuery> for PageRequest {
    type Error = Problem;

    fn try_from(query: PageQuery) -> Result<Self, Problem> {
        match (query.before.map(ChatNumber), query.after.map(ChatNumber)) {
            (Some(_), Some(_)) => Err(Problem::query("Name either before or after, not both.")),
            (None, Some(after)) => Ok(Self::Forward {
                after,
                limit: limit(query.limit),
            }),
            (before, None) => Ok(backward(before, query.limit)),
        }
    }
}

/// The newest entries before `before`.
pub(crate) fn backward(before: Option<ChatNumber>, asked: Option<usize>) -> PageRequest {
    PageRequest::Backward {
        before,
        limit: limit(asked),
    }
}

fn limit(asked: Option<usize>) -> usize {
    asked.unwrap_or(DEFAULT_LIMIT)
}
