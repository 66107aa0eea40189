//! A self-check: two users of the host, over HTTP.

use reqwest::{Client, Method, Response, header};
use serde_json::{Value, json};
use uuid::Uuid;
use visit_chat_examples::{Outcome, cast, ensure};

/// A logged-in user.
struct User {
    client: Client,
    base: String,
    cookie: String,
}

pub(crate) async fn run(base: &str) -> Outcome {
    let client = Client::new();
    let anonymous = client.get(format!("{base}/chat/v1/me")).send().await?;
    ensure(
        anonymous.status() == 401,
        "the chat requires the host's session",
    )?;
    ensure(
        User::log_in(base, "ana", "wrong").await.is_err(),
        "a wrong password is rejected",
    )?;
    let doctor = User::log_in(base, "haddad", "stethoscope").await?;
    let patient = User::log_in(base, "ana", "inhaler").await?;

    let visits = doctor.get("/chat/v1/visits").await?;
    let visit = visits
        .pointer("/visits/0/visit")
        .and_then(Value::as_str)
        .ok_or("no visit")?;
    let chat = format!("direct:{}:{}", cast::DR_HADDAD.person, cast::ANA.person);
    let messages = format!("/chat/v1/visits/{visit}/chats/{chat}/messages");
    let view = format!("/chat/v1/visits/{visit}");

    let greyed = refusal_of(&patient.get(&view).await?, &chat);
    ensure(
        greyed.as_deref() == Some("W2"),
        "the patient's chat is greyed out",
    )?;
    let refused = patient
        .post(&messages, &to(cast::DR_HADDAD, "Hello?"))
        .await?;
    ensure(
        refused.status().is_client_error(),
        "the patient's send is refused",
    )?;
    let problem: Value = json_of(refused).await?;
    ensure(
        problem.get("rule") == Some(&json!("W2")),
        "by the same rule that greys it out on the screen",
    )?;
    println!("refused, as the screen says: {}", text(&problem, "detail"));

    let sent = doctor
        .post(&messages, &to(cast::ANA, "Good morning, Ana."))
        .await?;
    ensure(sent.status() == 200, "the provider starts the chat")?;
    ensure(
        refusal_of(&patient.get(&view).await?, &chat).is_none(),
        "the patient's chat is open",
    )?;
    let answered = patient
        .post(&messages, &to(cast::DR_HADDAD, "Good morning!"))
        .await?;
    ensure(answered.status() == 200, "the patient answers")?;

    let page = doctor.get(&messages).await?;
    let read = page
        .get("messages")
        .and_then(Value::as_array)
        .ok_or("no messages")?;
    ensure(read.len() == 2, "the provider reads both messages")?;
    for message in read {
        println!(
            "{}. {}",
            message.get("number").unwrap_or(&Value::Null),
            text(message, "text")
        );
    }

    let joined = doctor.post("/video/joined", &Value::Null).await?;
    ensure(
        joined.status() == 204,
        "the host's video system reports who joined",
    )?;
    let underway = patient.get(&view).await?.get("call_underway").cloned();
    ensure(
        underway == Some(json!(true)),
        "the patient's screen shows it",
    )?;
    println!("the chat works inside the host");
    Ok(())
}

impl User {
    async fn log_in(base: &str, user: &str, password: &str) -> Outcome<Self> {
        let client = Client::new();
        let credentials = json!({ "user": user, "password": password });
        let login = client.request(Method::POST, format!("{base}/login"));
        let answer = login
            .header(header::CONTENT_TYPE, "application/json")
            .body(credentials.to_string())
            .send()
            .await?;
        let cookie = answer
            .headers()
            .get(header::SET_COOKIE)
            .ok_or("not logged in")?;
        let cookie = cookie
            .to_str()?
            .split(';')
            .next()
            .unwrap_or_default()
            .to_owned();
        Ok(Self {
            client,
            base: base.to_owned(),
            cookie,
        })
    }

    async fn get(&self, path: &str) -> Outcome<Value> {
        let request = self.client.get(format!("{}{path}", self.base));
        json_of(
            request
                .header(header::COOKIE, &self.cookie)
                .send()
                .await?
                .error_for_status()?,
        )
        .await
    }

    async fn post(&self, path: &str, body: &Value) -> Outcome<Response> {
        let request = self.client.post(format!("{}{path}", self.base));
        let request = request.header(header::COOKIE, &self.cookie);
        let request = request.header(header::CONTENT_TYPE, "application/json");
        Ok(request.body(body.to_string()).send().await?)
    }
}

async fn json_of(response: Response) -> Outcome<Value> {
    Ok(serde_json::from_slice(&response.bytes().await?)?)
}

/// A message as sent by a client.
fn to(recipient: cast::Player, text: &str) -> Value {
    json!({
        "recipient": { "person": recipient.person.to_string() },
        "client_id": Uuid::now_v7().to_string(),
        "text": text,
    })
}

/// The rule that greys out a chat on a screen.
fn refusal_of(view: &Value, chat: &str) -> Option<String> {
    let chats = view.get("chats")?.as_array()?;
    let found = chats
        .iter()
        .find(|shown| shown.get("chat") == Some(&json!(chat)))?;
    found
        .pointer("/write_refusal/rule")?
        .as_str()
        .map(str::to_owned)
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}
