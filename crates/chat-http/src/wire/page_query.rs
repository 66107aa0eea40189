//! Query for a page of a chat.

use super::integer::{Int32, Int64};
use crate::problem::Problem;
use chat_app::PageRequest;
use chat_domain::ReaderNumber;
use serde::Deserialize;
use utoipa::IntoParams;

/// Default number of entries on a page.
const DEFAULT_LIMIT: usize = 50;

/// Which page of a chat: the newest unless `before` or `after` is given.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct PageQuery {
    /// The newest entries before this number.
    #[param(value_type = Option<u64>)]
    before: Option<Int64>,
    /// The oldest entries after this number; not together with `before`.
    #[param(value_type = Option<u64>)]
    after: Option<Int64>,
    /// Maximum number of entries: 50 by default, at most 200.
    #[param(value_type = Option<u32>)]
    limit: Option<Int32>,
}

impl TryFrom<PageQuery> for PageRequest {
    type Error = Problem;

    fn try_from(query: PageQuery) -> Result<Self, Problem> {
        match (
            query.before.map(ReaderNumber::from),
            query.after.map(ReaderNumber::from),
        ) {
            (Some(_), Some(_)) => Err(Problem::query("Give either before or after, not both.")),
            (None, Some(after)) => Ok(Self::Forward {
                after,
                limit: limit(query.limit),
            }),
            (before, None) => Ok(backward(before, query.limit)),
        }
    }
}

/// The newest entries before `before`.
pub(crate) fn backward(before: Option<ReaderNumber>, asked: Option<Int32>) -> PageRequest {
    PageRequest::Backward {
        before,
        limit: limit(asked),
    }
}

fn limit(asked: Option<Int32>) -> usize {
    asked.map_or(DEFAULT_LIMIT, Int32::count)
}
