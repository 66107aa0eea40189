//! A document in Markdown: its anchors, its links and its HTML.

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html};
use std::{collections::BTreeMap, path::PathBuf};

/// Documents by their path from the root.
pub(super) type Documents = BTreeMap<PathBuf, Document>;

/// A parsed document.
#[derive(Default)]
pub(super) struct Document {
    events: Vec<Event<'static>>,
    /// The anchors of its headings.
    pub(super) anchors: Vec<String>,
    /// The targets of its links and pictures.
    pub(super) links: Vec<String>,
}

impl Document {
    pub(super) fn parse(text: &str) -> Self {
        let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
        let mut events: Vec<_> = Parser::new_ext(text, options)
            .map(Event::into_static)
            .collect();
        let anchors = name_headings(&mut events);
        let links = events.iter().filter_map(target).map(ToOwned::to_owned);
        Self {
            links: links.collect(),
            anchors,
            events,
        }
    }

    /// The HTML, with each target replaced.
    pub(super) fn html(&self, replaced: impl Fn(&str) -> String) -> String {
        let mut events = self.events.clone();
        for event in &mut events {
            if let Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) = event {
                *dest_url = CowStr::from(replaced(dest_url));
            }
        }
        let mut text = String::new();
        html::push_html(&mut text, events.into_iter());
        text
    }
}

fn target<'a>(event: &'a Event<'_>) -> Option<&'a str> {
    match event {
        Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => Some(dest_url),
        _ => None,
    }
}

/// Gives each heading its anchor. Returns them in order.
fn name_headings(events: &mut [Event<'_>]) -> Vec<String> {
    let (mut anchors, mut title) = (Vec::new(), None);
    let mut used: BTreeMap<String, usize> = BTreeMap::new();
    for event in events.iter() {
        match event {
            Event::Start(Tag::Heading { .. }) => title = Some(String::new()),
            Event::Text(text) | Event::Code(text) => {
                if let Some(title) = &mut title {
                    title.push_str(text);
                }
            }
            Event::End(TagEnd::Heading(_)) => {
                let anchor = anchor(&title.take().unwrap_or_default());
                let earlier = used.entry(anchor.clone()).or_default();
                anchors.push(match *earlier {
                    0 => anchor,
                    count => format!("{anchor}-{count}"),
                });
                *earlier += 1;
            }
            _ => {}
        }
    }
    let mut named = anchors.iter();
    for event in events {
        if let Event::Start(Tag::Heading { id, .. }) = event {
            *id = named.next().map(|anchor| CowStr::from(anchor.clone()));
        }
    }
    anchors
}

/// The anchor of a heading, as GitHub computes it.
fn anchor(title: &str) -> String {
    let kept = title.chars().filter_map(|c| match c {
        ' ' => Some('-'),
        '-' | '_' => Some(c),
        c => c.is_alphanumeric().then_some(c),
    });
    kept.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_those_of_github() {
        let text = "# One `day`\n## It's 2 a_b-c, d!\n## One day\n### `one` day\n";
        let document = Document::parse(text);
        let expected = ["one-day", "its-2-a_b-c-d", "one-day-1", "one-day-2"];
        assert_eq!(document.anchors, expected);
        let html = document.html(ToOwned::to_owned);
        assert!(html.contains("<h2 id=\"one-day-1\">One day</h2>"), "{html}");
    }

    #[test]
    fn links_and_pictures_are_found_and_replaced() {
        let text = "[a](b.md#c) ![d](e.png)\n\n`[no](link.md)`\n\n| x |\n| --- |\n| [f](#g) |\n";
        let document = Document::parse(text);
        assert_eq!(document.links, ["b.md#c", "e.png", "#g"]);
        let html = document.html(str::to_uppercase);
        let replaced = ["href=\"B.MD#C\"", "src=\"E.PNG\"", "href=\"#G\""];
        assert!(replaced.iter().all(|it| html.contains(it)), "{html}");
    }
}
