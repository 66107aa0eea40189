//! What the pages of a failed test show, for its log.

use crate::{blocking::block_on, session::Session};
use serde_json::json;
use std::fmt::Write as _;

/// Most bytes of a page's text, and of a line of its console.
const MOST: usize = 2_000;

/// The title and address of a page, without the token in its fragment; its size, the focus, and its visible text.
const PAGE: &str = concat!(
    include_str!("flat.js"),
    "const [{ origin, pathname }, active] = [location, focused()];
     const name = active?.getAttribute('aria-label') || active?.textContent.trim().slice(0, 40) || '';
     const seen = (one) => (one.checkVisibility() ? one.innerText ?? '' : '');
     const texts = (root) => [...root.querySelectorAll('*')].filter((one) => one.shadowRoot)
       .flatMap(({ shadowRoot }) => [...[...shadowRoot.children].map(seen), ...texts(shadowRoot)]);
     const lines = [seen(document.body), ...texts(document)].join('\\n').split('\\n').map((line) => line.trim());
     return {
       page: `${document.title} (${origin}${pathname}), ${innerWidth} by ${innerHeight} pixels`,
       focus: active ? `${active.localName}.${active.className} ${name}` : 'nothing',
       text: lines.filter((line, at) => line && line !== lines[at - 1]).join('\\n'),
     };"
);

/// Prints what these pages show.
pub(crate) fn print(sessions: &[Session]) {
    for session in sessions {
        let report = block_on(report(session));
        println!(
            "{}",
            report.unwrap_or("A page that does not answer".to_owned())
        );
    }
}

async fn report(session: &Session) -> String {
    let script = json!({ "script": PAGE, "args": [] });
    let page = match session.post("execute/sync", &script).await {
        Ok(page) => page,
        Err(error) => return format!("A page that is gone: {}", shortened(&error)),
    };
    let part = |key: &str| shortened(page[key].as_str().unwrap_or_default());
    let mut report = format!(
        "The page {}\nFocus: {}\n{}\n",
        part("page"),
        part("focus"),
        part("text")
    );
    for entry in session.console().await.unwrap_or_default() {
        let line = |key: &str| entry[key].as_str().unwrap_or_default().to_owned();
        if report.len() < 2 * MOST {
            let _ = writeln!(
                report,
                "Console: {} {}",
                line("level"),
                shortened(&line("message"))
            );
        }
    }
    report
}

fn shortened(text: &str) -> String {
    let end = text.floor_char_boundary(MOST);
    let (start, rest) = text.split_at(end);
    if rest.is_empty() {
        start.to_owned()
    } else {
        format!("{start}…")
    }
}
