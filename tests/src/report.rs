//! What the pages of a failed test show, for its log.

use crate::session::Session;
use serde_json::json;
use std::{fmt::Write as _, thread, time::Duration};
use tokio::{runtime::Builder, time::timeout};

/// Most bytes of a page's text, and of its console.
const MOST: usize = 2_000;

/// How long a driver may take to tell of a page.
const PATIENCE: Duration = Duration::from_secs(10);

/// The title and address of a page, without the token in its fragment, its visible text, where the focus is, and the errors that no
/// one handled.
const PAGE: &str = concat!(
    include_str!("flat.js"),
    "const [{ origin, pathname }, active] = [location, focused()];
     const name = active?.getAttribute('aria-label') || active?.textContent.trim().slice(0, 40) || '';
     const texts = (root) => [...root.querySelectorAll('*')].filter((one) => one.shadowRoot)
       .flatMap(({ shadowRoot }) => [...shadowRoot.children, ...texts(shadowRoot)].map((one) => one.innerText ?? one));
     const lines = [document.body.innerText, ...texts(document)].join('\\n').split('\\n').map((line) => line.trim());
     return {
       page: `${document.title} (${origin}${pathname}), ${innerWidth} by ${innerHeight} pixels`,
       focus: active ? `${active.localName}.${active.className} ${name}` : 'nothing',
       text: lines.filter((line, at) => line && line !== lines[at - 1]).join('\\n'),
     };"
);

/// Prints what these pages show. Closed ones are left out.
pub(crate) fn print(sessions: &[Session]) {
    let sessions = sessions.to_vec();
    // A test that panics can't wait for its own runtime. What this thread prints goes where the test's output goes.
    let printed = thread::spawn(|| {
        let mut runtime = Builder::new_current_thread();
        let Ok(runtime) = runtime.enable_all().build() else {
            return;
        };
        runtime.block_on(async {
            for session in sessions {
                let report = timeout(PATIENCE, report(&session)).await;
                println!(
                    "{}",
                    report.unwrap_or_else(|_| "A page that does not answer".to_owned())
                );
            }
        });
    });
    let _ = printed.join();
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
