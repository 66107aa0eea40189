//! The menu behind a patient's name.

use crate::setting::{Setting, direct_message};

#[tokio::test]
async fn menu_stays_in_the_window_and_closes_when_its_name_scrolls_away() {
    let mut setting = Setting::new();
    let carla = setting.clinic.person("patient", "Carla Mendes");
    let people = [&setting.provider, &carla];
    setting.clinic.schedule("one_to_one", &people).await;
    let provider = setting.dashboard().await;
    // The name is at the lower edge of the window, and the page can scroll.
    provider
        .run(
            "const name = bySelector('.name-button')[0];
             const main = bySelector('main')[0].style;
             main.paddingBottom = '2000px';
             main.paddingTop = `${innerHeight - name.getBoundingClientRect().bottom}px`;",
        )
        .await;
    let name = format!("//li[@data-person='{}']//button", carla.id);
    provider.click(&name).await;
    provider.has("//*[@role='menu']").await;
    provider.becomes(INSIDE, true).await;
    provider.run("scrollBy(0, 50)").await;
    provider.counts("//*[@role='menu']", 0).await;
    direct_message(&provider, &carla).await;
    provider.has("//visit-chat").await;
}

#[tokio::test]
async fn menu_stays_at_its_name_when_the_window_changes_its_size() {
    let mut setting = Setting::new();
    let carla = setting.clinic.person("patient", "Carla Mendes");
    let people = [&setting.provider, &carla];
    setting.clinic.schedule("one_to_one", &people).await;
    let provider = setting.dashboard().await;
    provider
        .click(&format!("//li[@data-person='{}']//button", carla.id))
        .await;
    provider.has("//*[@role='menu']").await;
    // Such as when a phone is turned, or its keyboard goes.
    provider.phone().await;
    provider.becomes(INSIDE, true).await;
    let beside = "const menu = bySelector('.menu')[0].getBoundingClientRect();
        const name = bySelector('.name-button')[0].getBoundingClientRect();
        return Math.abs(menu.top - name.bottom) < 8 || Math.abs(menu.bottom - name.top) < 8";
    provider.becomes(beside, true).await;
    provider.press("Direct Message").await;
    provider.has("//visit-chat").await;
}

#[tokio::test]
async fn menu_that_is_opened_again_at_once_is_expanded() {
    let mut setting = Setting::new();
    let carla = setting.clinic.person("patient", "Carla Mendes");
    let people = [&setting.provider, &carla];
    setting.clinic.schedule("one_to_one", &people).await;
    let provider = setting.dashboard().await;
    // The event of a menu that was closed comes after the next click.
    let again = "const [name] = bySelector('.name-button');
        name.click();
        bySelector('.menu')[0].hidePopover();
        name.click();
        return new Promise((done) => setTimeout(() => done(name.getAttribute('aria-expanded')), 200))";
    assert_eq!(provider.run(again).await, "true");
    provider.counts("//*[@role='menu']", 1).await;
    provider.press("Direct Message").await;
    let closed = "return bySelector('.name-button')[0].getAttribute('aria-expanded')";
    provider.becomes(closed, "false").await;
}

/// Whether the menu is inside the window.
const INSIDE: &str = "const menu = bySelector('.menu')[0].getBoundingClientRect();
    return menu.top >= 0 && menu.left >= 0 && menu.bottom <= innerHeight && menu.right <= innerWidth";
