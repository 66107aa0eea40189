//! One limit, as a row of the table.

use std::{fmt, time::Duration};

/// A title, an introduction, and the rows.
pub(super) type Section = (&'static str, String, Vec<Row>);

/// One limit.
pub(super) struct Row {
    what: &'static str,
    value: String,
    beyond: &'static str,
    key: Option<&'static str>,
}

impl Row {
    /// What is limited.
    pub(super) fn what(&self) -> &'static str {
        self.what
    }

    /// The key of the setting.
    pub(super) fn key(&self) -> Option<&str> {
        self.key
    }

    /// Says that each process counts by itself.
    pub(super) fn per_node(self) -> Self {
        Self {
            value: format!("{} per node", self.value),
            ..self
        }
    }

    /// Sets the key of the setting.
    pub(super) fn set_by(self, key: &'static str) -> Self {
        Self {
            key: Some(key),
            ..self
        }
    }
}

impl fmt::Display for Row {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            what,
            value,
            beyond,
            ..
        } = self;
        let key = self.key.map(|key| format!("`{key}`")).unwrap_or_default();
        write!(out, "| {what} | {value} | {beyond} | {key} |")
    }
}

fn row(what: &'static str, value: String, beyond: &'static str) -> Row {
    Row {
        what,
        value,
        beyond,
        key: None,
    }
}

/// A limit in bytes.
pub(super) fn bytes(what: &'static str, bytes: impl TryInto<u64>, beyond: &'static str) -> Row {
    row(what, sized(number(bytes)), beyond)
}

/// A limit in bytes for each of a number of things.
pub(super) fn bytes_each(
    what: &'static str,
    count: impl TryInto<u64>,
    each: impl TryInto<u64>,
    beyond: &'static str,
) -> Row {
    let (count, each) = (number(count), number(each));
    let value = format!(
        "{} × {} = {}",
        grouped(count),
        sized(each),
        sized(count.saturating_mul(each))
    );
    row(what, value, beyond)
}

/// A limit on a number.
pub(super) fn count(what: &'static str, count: impl TryInto<u64>, beyond: &'static str) -> Row {
    row(what, grouped(number(count)), beyond)
}

/// A limit on a rate.
pub(super) fn rate(what: &'static str, rate: chat_app::Rate, beyond: &'static str) -> Row {
    let value = format!(
        "burst of {}, then one every {:?}",
        grouped(rate.burst.into()),
        rate.every
    );
    row(what, value, beyond)
}

/// A limit on time.
pub(super) fn time(what: &'static str, time: Duration, beyond: &'static str) -> Row {
    let value = match time.as_secs() {
        0 => format!("{} ms", time.as_millis()),
        hours if hours % 3_600 == 0 => format!("{} h", hours / 3_600),
        minutes if minutes % 60 == 0 => format!("{} min", minutes / 60),
        seconds => format!("{seconds} s"),
    };
    row(what, value, beyond)
}

/// A limit in words.
pub(super) fn words(what: &'static str, value: impl Into<String>, beyond: &'static str) -> Row {
    row(what, value.into(), beyond)
}

fn number(value: impl TryInto<u64>) -> u64 {
    value.try_into().unwrap_or(u64::MAX)
}

/// `64 MiB`; the largest unit that divides evenly.
pub(super) fn sized(bytes: u64) -> String {
    for (unit, name) in [(30, "GiB"), (20, "MiB"), (10, "KiB")] {
        if bytes > 0 && bytes.is_multiple_of(1 << unit) {
            return format!("{} {name}", grouped(bytes >> unit));
        }
    }
    format!("{} bytes", grouped(bytes))
}

/// `10,000`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
