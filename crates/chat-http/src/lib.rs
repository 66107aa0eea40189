//! An axum router for visit chat, with WebSocket and OpenAPI.
