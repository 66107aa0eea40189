//! The menu behind a patient's name.

use crate::setting::{Setting, direct_message};
use visit_chat_tests::eventually;

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
    let edges = provider
        .run(
            "const menu = bySelector('.menu')[0].getBoundingClientRect();
             return menu.top >= 0 && menu.left >= 0 && menu.bottom <= innerHeight && menu.right <= innerWidth",
        )
        .await;
    assert_eq!(edges, true);
    provider.run("scrollBy(0, 50)").await;
    eventually("the menu to go", || async {
        (provider.count("//*[@role='menu']").await == 0).then_some(())
    })
    .await;
    direct_message(&provider, &carla).await;
    provider.has("//visit-chat").await;
}
