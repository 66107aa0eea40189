//! The caller's own identity.

use crate::{
    extract::Caller,
    wire::{Me, who},
};
use axum::Json;

/// The caller's own identity.
#[utoipa::path(
    get,
    path = "/me",
    operation_id = "get_me",
    tag = "service",
    responses((status = 200, body = Me, description = "The caller"))
)]
pub(crate) async fn me(Caller(identity): Caller) -> Json<Me> {
    Json(who(&identity))
}
