//! `chat-server demo`: a clinic for trying things out.

mod cast;
mod links;
mod seed;

use crate::{
    adapters::Adapters,
    cli::DemoArgs,
    data_folder::DataFolder,
    error::StartError,
    limits::Limits,
    listen, logging,
    node::Node,
    serve::{print_address, runtime},
    settings::{LogFormat, Secret, Settings},
    shutdown,
    sign_in::SignIn,
};
use cast::Cast;
use chat_http::{HttpOptions, SessionCookie, TokenIssuer};
use std::{
    io::{self, Write as _},
    net::{Ipv4Addr, SocketAddr},
    time::Duration,
};
use visit_chat::VisitChat;

/// How long requests may take to finish when the demo is stopped.
const DRAIN: Duration = Duration::from_secs(3);

/// Starts the demo. A restart keeps the data, the people and the secret.
pub(crate) fn run(args: &DemoArgs) -> Result<(), StartError> {
    logging::start(LogFormat::Text, "warn")?;
    let folder = DataFolder::open(&args.data)?;
    let secret = Secret::new(folder.secret()?, "secret")?;
    let issuer = TokenIssuer::new(secret.as_bytes())?;
    runtime()?.block_on(async {
        let stop = shutdown::on_signal()?;
        let adapters = match &args.config {
            None => Adapters::local(&folder)?,
            Some(file) => Adapters::open(&Settings::load(Some(file))?, &folder).await?,
        };
        let sign_in = SignIn::with_secret(&secret)?;
        // The demo listens on this machine only.
        let http = HttpOptions::default().with_session_cookie(SessionCookie::Plain);
        let chat = VisitChat::builder().http(http);
        let node = Node::start(chat, adapters, &folder, sign_in, None).await?;
        let cast = Cast::load_or_make(&folder)?;
        seed::schedule(node.service(), &cast).await?;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, args.port));
        let (listener, address) = listen::bind(address).await?;
        print_address(address);
        let text = links::text(&folder, &cast, &issuer, address)?;
        let mut out = io::stdout().lock();
        // Output may be closed; the demo runs anyway.
        let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
        drop(out);
        node.serve(listener, Limits::default(), stop, DRAIN).await;
        Ok(())
    })
}
