//! The access log, as settings.

use crate::error::StartError;
use chat_app::AccessLogSettings as Accesses;
use confique::Config;
use std::time::Duration;

/// The most days that entries are kept: a hundred years.
const MOST_DAYS: u64 = 36_525;

/// The access log: who opened which chat and file, and what was refused.
#[derive(Clone, Debug, Config)]
#[config(layer_attr(serde(deny_unknown_fields)))]
pub struct AccessLogSettings {
    /// How many days entries of the access log are kept, up to 36,525; 0 keeps all. The default is six years.
    #[config(env = "VISIT_CHAT_ACCESS_LOG_KEEP_DAYS", default = 2_192)]
    pub keep_days: u64,
}

impl AccessLogSettings {
    /// The service's settings.
    ///
    /// # Errors
    /// [`StartError::Settings`] if one is out of range.
    pub fn accesses(&self) -> Result<Accesses, StartError> {
        let days = self.keep_days;
        if days > MOST_DAYS {
            let why = format!("access_log.keep_days: {days} is more than {MOST_DAYS}");
            return Err(StartError::Settings(why));
        }
        Ok(Accesses {
            kept: (days > 0).then(|| Duration::from_secs(days * 24 * 60 * 60)),
            ..Accesses::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(keep_days: u64) -> Result<Accesses, StartError> {
        AccessLogSettings { keep_days }.accesses()
    }

    #[test]
    fn default_is_that_of_the_service_and_zero_keeps_all() {
        assert_eq!(kept(2_192).ok(), Some(Accesses::default()));
        assert_eq!(kept(0).unwrap().kept, None);
        let error = kept(MOST_DAYS + 1).unwrap_err().to_string();
        assert!(error.contains("access_log.keep_days"), "{error}");
    }
}
