//! How fast the pages load on a processor of a quarter of this one's speed: `loading.txt` beside the pictures.
//!
//! The figures need an otherwise idle machine and a release build: `cargo xtask screens` uses a debug build, whose
//! server is slower.

use crate::{setting::Setting, shots};
use serde_json::{Value, json};
use std::{fmt::Write as _, fs};

/// Loads of each page. The figures are those of the fastest.
const LOADS: u32 = 3;

/// Runs before the page: notes what the browser reports, and when the first button or field can be used.
const NOTE: &str = "
    window.noted = { first: 0, largest: 0, usable: 0, moved: 0 };
    const note = (type, add) =>
        new PerformanceObserver((list) => list.getEntries().forEach(add)).observe({ type, buffered: true });
    note('paint', ({ startTime }) => (noted.first = startTime));
    note('largest-contentful-paint', ({ startTime }) => (noted.largest = startTime));
    note('layout-shift', ({ value }) => (noted.moved += value));
    const isUsable = (root) => [...root.querySelectorAll('*')].some((one) =>
        (one.matches('button, textarea') && !one.disabled && one.getBoundingClientRect().height > 0) ||
        (one.shadowRoot && isUsable(one.shadowRoot)));
    const look = () => isUsable(document) ? (noted.usable = performance.now()) : requestAnimationFrame(look);
    requestAnimationFrame(look);";

#[tokio::test]
async fn pages_are_loaded_on_a_slow_processor() {
    let mut setting = Setting::new();
    let visit = setting.one_to_one().await;
    let waiting = setting.attend(&visit.carla, visit.visit).await;
    let clinic = &setting.clinic;
    let pages = [
        (
            "visit",
            clinic.link("visit", &visit.carla, Some(visit.visit)),
            "You are in the waiting room",
        ),
        (
            "dashboard",
            clinic.link("dashboard", &setting.provider, None),
            "Carla Mendes",
        ),
        (
            "call",
            clinic.link("call", &setting.provider, Some(visit.visit)),
            "Carla Mendes",
        ),
    ];
    let mut table =
        "page, window: first paint, largest paint, usable (ms); moved (score)\n".to_owned();
    for (page, link, text) in pages {
        for size in ["wide", "phone"] {
            let mut fastest: Option<Value> = None;
            for _ in 0..LOADS {
                let window = setting.browser.open("about:blank").await;
                if size == "phone" {
                    window.phone().await;
                }
                window.run_first(NOTE).await;
                window
                    .devtools("Emulation.setCPUThrottlingRate", json!({ "rate": 4 }))
                    .await;
                window.goto(&link).await;
                window.sees("//main", text).await;
                let noted = window
                    .run("return new Promise((done) => setTimeout(() => done(noted), 1000))")
                    .await;
                let usable = |noted: &Value| noted["usable"].as_f64().unwrap();
                if fastest
                    .as_ref()
                    .is_none_or(|fastest| usable(&noted) < usable(fastest))
                {
                    fastest = Some(noted);
                }
                window.close().await;
            }
            let noted = fastest.unwrap();
            let number = |name: &str| noted[name].as_f64().unwrap();
            let [first, largest, usable] = ["first", "largest", "usable"].map(number);
            let moved = number("moved");
            _ = writeln!(
                table,
                "{page}, {size}: {first:.0}, {largest:.0}, {usable:.0}; {moved:.3}"
            );
            assert!(usable > 0.0, "{page}, {size}: nothing can be used");
        }
    }
    waiting.close().await;
    fs::write(shots::folder().join("loading.txt"), table).unwrap();
}
