//! The outcome of a request, as a label of a metric.

use crate::error::AppError;

/// The outcome of a request, as a label.
pub(crate) fn outcome<T>(result: &Result<T, AppError>) -> &'static str {
    match result {
        Ok(_) => "stored",
        Err(AppError::Refused(_) | AppError::FileRefused(_)) => "refused",
        Err(AppError::TooOften { .. } | AppError::TooManyUploads { .. }) => "limited",
        Err(AppError::UploadBroken) => "interrupted",
        Err(_) => "failed",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chat_domain::Refusal;
    use std::time::Duration;

    #[test]
    fn outcome_says_whether_it_was_stored_refused_or_failed() {
        let of = |error: AppError| outcome::<()>(&Err(error));
        assert_eq!(outcome(&Ok(())), "stored");
        assert_eq!(of(Refusal::VisitUnknown.into()), "refused");
        let retry_after = Duration::from_secs(1);
        assert_eq!(of(AppError::TooOften { retry_after }), "limited");
        assert_eq!(of(AppError::UploadBroken), "interrupted");
        assert_eq!(of(AppError::unavailable("down")), "failed");
    }
}
