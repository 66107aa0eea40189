//! Rates of requests.

use super::super::row::{Row, Section, rate};
use chat_http::{KindRates, RequestRates};

pub(super) fn rates() -> Section {
    let rates = RequestRates::default();
    let about = "Counted before what is done: for the address before the token is read, then for the person, then for the \
        clinic. A request that the person's limits refuse does not count for their clinic. The host is limited by its address alone. Each \
        setting is a number per minute. `rates.limited = false` turns them off, for load tests.";
    let address = rows(
        rates.address,
        [
            ("requests of a network", "rates.address.requests"),
            ("uploads of a network", "rates.address.uploads"),
            ("live connections opened by a network", "rates.address.live"),
            (
                "breaking the glass from a network",
                "rates.address.oversight",
            ),
        ],
    );
    let person = rows(
        rates.person,
        [
            ("requests of a person", ""),
            ("uploads of a person", ""),
            ("live connections opened by a person", ""),
            ("breaking the glass by a person", ""),
        ],
    );
    let clinic = rows(
        rates.clinic,
        [
            ("requests of a clinic", "rates.clinic.requests"),
            ("uploads of a clinic", "rates.clinic.uploads"),
            ("live connections opened by a clinic", "rates.clinic.live"),
            ("breaking the glass in a clinic", "rates.clinic.oversight"),
        ],
    );
    let rows = [address, person, clinic].into_iter().flatten().collect();
    ("Rates of requests", about.to_owned(), rows)
}

fn rows(rates: KindRates, names: [(&'static str, &'static str); 4]) -> Vec<Row> {
    let limits = [rates.requests, rates.uploads, rates.live, rates.oversight];
    let limits = limits.into_iter().zip(names);
    let rows = limits.filter_map(|(limit, (what, key))| {
        let row = rate(what, limit?, "429 `rate_limited` with `Retry-After`").per_node();
        Some(if key.is_empty() { row } else { row.set_by(key) })
    });
    rows.collect()
}
