//! Times, and the days to which they belong.

use crate::zone::Zone;
use jiff::{Zoned, civil::Date, tz::Offset};
use time::OffsetDateTime;

/// Tells when a new day begins in a list of times.
pub(super) struct Days<'a> {
    zone: &'a Zone,
    now: Option<(Date, Offset)>,
}

impl<'a> Days<'a> {
    pub(super) const fn new(zone: &'a Zone) -> Self {
        Self { zone, now: None }
    }

    /// The heading of the day and UTC offset of this time, if the time before it had others.
    pub(super) fn turn_to(&mut self, at: OffsetDateTime) -> Option<String> {
        let at = self.zone.at(at)?;
        let day = Some((at.date(), at.offset()));
        (self.now != day).then(|| {
            self.now = day;
            format!("{} ({})", at.strftime("%A, %-d %B %Y"), offset(&at))
        })
    }

    /// The time of the day.
    pub(super) fn time(&self, at: OffsetDateTime) -> String {
        self.shown(at, |at| at.strftime("%H:%M:%S").to_string())
    }

    /// The time of the current day, or the date and time of another.
    pub(super) fn moment(&self, at: OffsetDateTime) -> String {
        self.shown(at, |zoned| match self.now {
            Some(day) if day == (zoned.date(), zoned.offset()) => {
                zoned.strftime("%H:%M:%S").to_string()
            }
            _ => full(zoned),
        })
    }

    /// The date and time with the UTC offset.
    pub(super) fn full(&self, at: OffsetDateTime) -> String {
        self.shown(at, full)
    }

    fn shown(&self, at: OffsetDateTime, show: impl FnOnce(&Zoned) -> String) -> String {
        match self.zone.at(at) {
            Some(zoned) => show(&zoned),
            None => at.to_string(),
        }
    }
}

fn full(at: &Zoned) -> String {
    format!("{} ({})", at.strftime("%-d %B %Y, %H:%M:%S"), offset(at))
}

fn offset(at: &Zoned) -> String {
    format!("UTC{}", at.strftime("%:z"))
}
