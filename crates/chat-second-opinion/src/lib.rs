//! The rules once more as Cedar policies, compared with chat-domain.
