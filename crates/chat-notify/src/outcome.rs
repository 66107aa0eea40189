//! The result of several attempts.

use chat_ports::PortError;

/// The result of notifying a person by several addresses: an error that may pass comes before one that does not, so that
/// the notification is repeated.
#[derive(Default)]
pub(crate) struct Outcome(Option<PortError>);

impl Outcome {
    /// Adds the result of one address.
    pub(crate) fn add(&mut self, result: Result<(), PortError>) {
        let Err(error) = result else {
            return;
        };
        let passes = |error: &PortError| !matches!(error, PortError::Invalid(_));
        if passes(&error) || self.0.is_none() {
            self.0 = Some(error);
        }
    }

    /// The result of all.
    pub(crate) fn result(self) -> Result<(), PortError> {
        self.0.map_or(Ok(()), Err)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(results: impl IntoIterator<Item = Result<(), PortError>>) -> Result<(), PortError> {
        let mut outcome = Outcome::default();
        results.into_iter().for_each(|result| outcome.add(result));
        outcome.result()
    }

    #[test]
    fn error_that_may_pass_is_not_hidden_by_one_that_does_not() {
        let (passes, stays) = (
            || Err(PortError::unavailable("later")),
            || Err(PortError::Invalid("never")),
        );
        for order in [[passes(), stays(), Ok(())], [stays(), Ok(()), passes()]] {
            assert!(matches!(of(order), Err(PortError::Unavailable(_))));
        }
        assert!(matches!(of([stays(), Ok(())]), Err(PortError::Invalid(_))));
        assert!(of([Ok(())]).is_ok());
    }
}
