//! Rows stay where they are under a resting pointer or the keyboard's focus: a click must not meet another visit (P6).

use crate::setting::{Setting, chat, choose_action, composer};
use reqwest::Method;
use serde_json::json;
use visit_chat_tests::{Person, Visit, Window};

const HELD: &str = "//p[@class='order-held']";
/// Above the list, whatever is scrolled.
const TOP: &str = "//p[@class='order-held']";
const CHANGED: &str = "The order has changed.";

/// What is under the pointer, whose place is known.
const UNDER: &str = "const under = () => {
        let one = document.elementFromPoint(...window.place);
        for (let root = one; root?.shadowRoot; ) {
            const inner = root.shadowRoot.elementFromPoint(...window.place);
            root = inner === root ? null : inner;
            one = root ?? one;
        }
        return one.closest('button');
    };";

struct Board {
    setting: Setting,
    window: Window,
    visits: Vec<(Person, Visit)>,
}

impl Board {
    async fn new() -> Self {
        let mut setting = Setting::new();
        let mut visits = Vec::new();
        for name in ["Ana Silva", "Ben Okafor", "Carla Mendes"] {
            let patient = setting.clinic.person("patient", name);
            let people = [&setting.provider, &patient];
            let visit = setting.clinic.schedule("one_to_one", &people).await;
            let direct = patient.direct(&setting.provider);
            setting
                .say(&setting.provider, visit, &direct, "Hello.")
                .await;
            visits.push((patient, visit));
        }
        let window = setting.dashboard().await;
        let board = Self {
            setting,
            window,
            visits,
        };
        board.lists([0, 1, 2]).await;
        board
    }

    async fn lists<const N: usize>(&self, order: [usize; N]) {
        let ids = "return bySelector('.visit-id').map((b) => b.dataset.visit)";
        let expected = order.map(|at| self.visits[at].1.id.to_string()).to_vec();
        self.window.becomes(ids, expected).await;
    }

    async fn asks_for_help(&self, at: usize) {
        let (patient, visit) = &self.visits[at];
        let direct = patient.direct(&self.setting.provider);
        self.setting.say(patient, *visit, &direct, "Help me.").await;
        self.window
            .sees(
                &self.row(at, "//div[@class='waiting']"),
                "waiting for an answer",
            )
            .await;
    }

    /// The place of the first visit is empty: no name and nothing to press.
    async fn has_an_empty_place(&self) {
        let empty = "const [row] = bySelector('article');
            return row.inert && row.textContent === '' && row.offsetHeight > 40";
        self.window.becomes(empty, true).await;
        assert_eq!(self.window.count("//article").await, 3);
    }

    fn row(&self, at: usize, inside: &str) -> String {
        let id = self.visits[at].1.id;
        format!("//article[.//button[@data-visit='{id}']]{inside}")
    }

    fn name(&self, at: usize) -> String {
        self.row(at, "//button[contains(@class, 'name-button')]")
    }

    /// Lets the pointer rest on a name, and remembers what is under it.
    async fn points_at(&self, at: usize) {
        let name = self.name(at);
        self.window.point_at(&name).await;
        let script = format!(
            "{UNDER} const box = byXPath({name:?})[0].getBoundingClientRect();
             window.place = [box.x + box.width / 2, box.y + box.height / 2];
             window.pointed = under();
             return window.pointed === byXPath({name:?})[0]"
        );
        assert_eq!(self.window.run(&script).await, true);
    }

    async fn still_points_at_it(&self) -> bool {
        let script = format!("{UNDER} return under() === window.pointed");
        self.window.run(&script).await == true
    }
}

#[tokio::test]
async fn p6_messages_in_other_visits_move_nothing_under_the_resting_pointer() {
    let board = Board::new().await;
    board.points_at(1).await;
    // The count appears above the list, the row above grows, and the one below is to be first.
    board.asks_for_help(2).await;
    board.window.sees(HELD, CHANGED).await;
    assert!(board.still_points_at_it().await);
    board.asks_for_help(0).await;
    board
        .window
        .sees("//p[@class='waiting-count']", "2 visits wait")
        .await;
    assert!(board.still_points_at_it().await);
    board.lists([0, 1, 2]).await;
    // It stays so for as long as the pointer rests.
    tokio::time::sleep(std::time::Duration::from_secs(4)).await;
    board.lists([0, 1, 2]).await;
    assert!(board.still_points_at_it().await);

    board.window.point_at(TOP).await;
    board.lists([2, 0, 1]).await;
    let held = format!("{HELD}[normalize-space()]");
    assert_eq!(board.window.count(&held).await, 0);
    let direct = board.visits[2].0.direct(&board.setting.provider);
    let none = format!("{}|{}", chat(&direct), composer(&direct));
    assert_eq!(board.window.count(&none).await, 0);
}

#[tokio::test]
async fn p6_row_of_a_visit_that_was_closed_stays_until_the_pointer_leaves() {
    let board = Board::new().await;
    board.points_at(1).await;
    let (_, first) = &board.visits[0];
    let clinic = &board.setting.clinic;
    clinic
        .act(&board.setting.provider, *first, "cancel_visit")
        .await;
    board.window.sees(HELD, CHANGED).await;
    board.has_an_empty_place().await;
    assert!(board.still_points_at_it().await);
    board.window.point_at(TOP).await;
    board.window.counts("//article", 2).await;
    board.lists([1, 2]).await;
}

#[tokio::test]
async fn w9_removed_providers_row_shows_no_one_while_it_keeps_its_place() {
    let mut board = Board::new().await;
    let (_, first) = board.visits[0];
    let setting = &mut board.setting;
    let colleague = setting.clinic.person("provider", "Dr. Li Wei");
    let added = json!({ "person": colleague.id, "role": "provider", "name": "Dr. Li Wei" });
    setting
        .host(Method::POST, first, "/participants", &added)
        .await;
    board.points_at(1).await;
    let removal = format!("/participants/{}/removal", board.setting.provider.id);
    let because = json!({ "reason": "Wrong visit" });
    board
        .setting
        .host(Method::POST, first, &removal, &because)
        .await;
    board.has_an_empty_place().await;
    assert!(board.still_points_at_it().await);
    board.lists([1, 2]).await;
    let all = "return bySelector('.visit-select').length";
    assert_eq!(board.window.run(all).await, 2);
    board.window.point_at(TOP).await;
    board.window.counts("//article", 2).await;
}

#[tokio::test]
async fn p6_searches_and_choices_apply_under_the_resting_pointer() {
    let board = Board::new().await;
    let only = async |script: &str, at: &[usize]| {
        board.points_at(1).await;
        board.window.run(script).await;
        let ids = "return bySelector('.visit-id').map((b) => b.dataset.visit)";
        let expected: Vec<_> = at
            .iter()
            .map(|at| board.visits[*at].1.id.to_string())
            .collect();
        board.window.becomes(ids, expected).await;
        assert_eq!(
            board
                .window
                .count(&format!("{HELD}[normalize-space()]"))
                .await,
            0
        );
    };
    let search = |text: &str| {
        format!(
            "const [search] = bySelector('.search'); search.value = {text:?};
             search.dispatchEvent(new Event('input'))"
        )
    };
    only(&search("carla"), &[2]).await;
    board.window.run(&search("")).await;
    board.lists([0, 1, 2]).await;
    let choice =
        |label: &str| format!("byXPath(\"//label[span[text()='{label}']]/input\")[0].click()");
    only(&choice("In the waiting room"), &[]).await;
    board.window.run(&choice("In the waiting room")).await;
    board.lists([0, 1, 2]).await;
    only(&choice("Closed visits"), &[]).await;
    board.window.run(&choice("Open visits")).await;
    board.lists([0, 1, 2]).await;
}

#[tokio::test]
async fn p6_open_menu_keeps_its_row_under_it() {
    let board = Board::new().await;
    board.window.click(&board.name(1)).await;
    board.window.has("//*[@role='menu']").await;
    board.asks_for_help(2).await;
    // The pointer is on the menu, and no longer on the list.
    board.window.point_at("//*[@role='menuitem']").await;
    tokio::time::sleep(std::time::Duration::from_secs(2)).await;
    board.lists([0, 1, 2]).await;
    board.window.keys("\u{E00C}").await;
    board.window.run("focused().blur()").await;
    board.window.point_at(TOP).await;
    board.lists([2, 0, 1]).await;
}

#[tokio::test]
async fn p6_row_with_the_keyboards_focus_keeps_the_order() {
    let board = Board::new().await;
    board.window.click("//input[@type='search']").await;
    let focused = "return focused().closest('article') !== null";
    while board.window.run(focused).await == false {
        board.window.keys("\u{E004}").await;
    }
    board.asks_for_help(2).await;
    board.window.sees(HELD, CHANGED).await;
    board.lists([0, 1, 2]).await;
    board.window.click("//input[@type='search']").await;
    board.lists([2, 0, 1]).await;
    let (_, visit) = board.visits[2];
    choose_action(&board.window, visit, "Participants…").await;
    board.asks_for_help(1).await;
    // What a dialog covers is returned to.
    board.lists([2, 0, 1]).await;
}
