//! What a late attendee is shown does not depend on what came before them (M6, M7).

use crate::{
    clinic::{ADA, CY, Clinic, EVE, PIA, QUIN, id},
    http::Answer,
    socket::Socket,
};
use serde_json::{Value, json};

/// Where a frame has the text of a message.
const TEXT: &str = "/message/text";

/// Without what differs between any two visits: ids made by the service and times.
fn comparable(mut frame: Value) -> Value {
    fn clean(value: &mut Value) {
        match value {
            Value::Object(fields) => {
                for own in ["message", "visit", "clinic", "sent_at", "at"] {
                    if fields.get(own).is_some_and(|field| !field.is_object()) {
                        fields.remove(own);
                    }
                }
                fields.values_mut().for_each(clean);
            }
            Value::Array(items) => items.iter_mut().for_each(clean),
            _ => {}
        }
    }
    clean(&mut frame);
    frame
}

async fn correct(clinic: &Clinic, message: &Value, text: &str) {
    let message = message["message"].as_str().unwrap();
    let path = clinic.path(&format!("/messages/{message}/correction"));
    let body = json!({ "text": text });
    clinic
        .post(&path, &clinic.token(ADA), &body)
        .await
        .expect(200);
}

async fn mark(clinic: &Clinic, who: u128, through: u64) -> Answer {
    let path = clinic.path("/chats/visit/reading");
    let body = json!({ "through": through });
    clinic.put(&path, &clinic.token(who), &body).await
}

/// Frames until the one that has this value, cleaned. Without pages of direct chats, which come at any time.
async fn until(socket: &mut Socket, pointer: &str, value: &str, frames: &mut Vec<Value>) {
    loop {
        let frame = socket.next().await;
        let last = frame.pointer(pointer) == Some(&json!(value));
        let direct = frame["page"]["chat"]
            .as_str()
            .is_some_and(|chat| chat != "visit");
        if !direct {
            frames.push(comparable(frame));
        }
        if last {
            return;
        }
    }
}

/// All that Quin is shown of a visit in which this many messages were sent before they entered.
async fn shown_after(earlier: usize) -> Vec<Value> {
    let clinic = Clinic::new().await;
    let address = clinic.serve().await;
    let mut first = Value::Null;
    for n in 0..earlier {
        first = clinic.say(ADA, "visit", &format!("before {n}")).await;
    }
    mark(&clinic, CY, earlier as u64).await.expect(204);
    clinic.act(QUIN, "enter_waiting_room").await;
    let mut shown = Vec::new();
    let mut quin = clinic.connect(address, QUIN).await;
    quin.follow(&clinic, json!({})).await;
    until(&mut quin, "/page/chat", "visit", &mut shown).await;
    let one = clinic.say(ADA, "visit", "one").await;
    until(&mut quin, TEXT, "one", &mut shown).await;
    if earlier > 2 {
        correct(&clinic, &first, "not for Quin").await;
        correct(&clinic, &first, "nor this").await;
        mark(&clinic, CY, earlier as u64 + 3).await.expect(204);
    } else {
        mark(&clinic, CY, earlier as u64 + 1).await.expect(204);
    }
    correct(&clinic, &one, "one, corrected").await;
    until(&mut quin, TEXT, "one, corrected", &mut shown).await;
    mark(&clinic, QUIN, 2).await.expect(204);
    clinic.say(ADA, "visit", "three").await;
    until(&mut quin, TEXT, "three", &mut shown).await;
    drop(quin);
    // Everything again, from pages, and after resuming.
    let token = clinic.token(QUIN);
    for query in [
        "",
        "?limit=1",
        "?before=3&limit=1",
        "?after=0&limit=2",
        "?after=2",
    ] {
        let path = clinic.path(&format!("/chats/visit/messages{query}"));
        shown.push(comparable(
            clinic.get(&path, &token).await.expect(200).json(),
        ));
    }
    for path in [clinic.path(""), clinic.path("/chats/visit/reading")] {
        shown.push(comparable(
            clinic.get(&path, &token).await.expect(200).json(),
        ));
    }
    let mut quin = clinic.connect(address, QUIN).await;
    quin.follow(&clinic, json!({ "visit": 2 })).await;
    until(&mut quin, TEXT, "three", &mut shown).await;
    mark(&clinic, QUIN, 4).await.refuses(404, "message_unknown");
    mark(&clinic, QUIN, 0).await.refuses(404, "message_unknown");
    shown
}

#[tokio::test]
async fn m7_late_attendee_is_shown_the_same_whatever_came_before() {
    // Frames about reading come when others mark, so their number depends on timing.
    let of = |shown: Vec<Value>, reading: bool| -> Vec<Value> {
        let is = |frame: &&Value| (frame["type"] == "reading") == reading;
        shown.iter().filter(is).cloned().collect()
    };
    let (few, many) = (shown_after(1).await, shown_after(7).await);
    let messages = of(few.clone(), false);
    assert_eq!(messages, of(many.clone(), false));
    let numbers: Vec<_> = messages
        .iter()
        .filter(|frame| frame["type"] == "message")
        .map(|frame| frame["number"].as_u64().unwrap())
        .collect();
    assert_eq!(numbers, [1, 2, 3, 3]);
    // No frame about reading has a larger number than there are entries for them.
    for frame in of(few, true).iter().chain(&of(many, true)) {
        let reading = &frame["reading"];
        let readers = reading["readers"].as_array().unwrap().iter();
        let marks = readers.map(|reader| &reader["through"]);
        for number in marks.chain([&reading["through"]]) {
            assert!(number.as_u64().unwrap() <= 3, "{frame}");
        }
    }
}

fn late(role: &str, shares_history: bool) -> Value {
    let person = id(EVE);
    json!({ "person": person, "role": role, "name": "Eve", "shares_history": shares_history })
}

#[tokio::test]
async fn m6_history_is_shared_when_an_interpreter_is_added() {
    let clinic = Clinic::new().await;
    clinic.say(ADA, "visit", "before").await;
    let people = clinic.path("/participants");
    let ada = clinic.token(ADA);
    let guest = clinic.post(&people, &ada, &late("guest", true)).await;
    assert_eq!(guest.refuses(422, "history_not_shared")["rule"], "M6");
    clinic.act(PIA, "enter_waiting_room").await;
    let by_patient = clinic
        .post(&people, &clinic.token(PIA), &late("interpreter", true))
        .await;
    by_patient.refuses(403, "care_team_only");
    let shared = clinic.post(&people, &ada, &late("interpreter", true)).await;
    shared.expect(204);
    clinic.act(EVE, "enter_waiting_room").await;
    let page = clinic.path("/chats/visit/messages");
    let page = clinic.get(&page, &clinic.token(EVE)).await.expect(200);
    assert_eq!(page.json()["messages"][0]["text"], "before");
}
