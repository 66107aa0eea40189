//! `chat-server serve`.

use crate::{
    adapters::Adapters,
    cli::ServeArgs,
    data_folder::DataFolder,
    error::StartError,
    exporter::Exporter,
    listen, logging,
    node::Node,
    scanning,
    settings::Settings,
    settings_check, shutdown,
    sign_in::SignIn,
    webhooks::{self, Webhooks},
};
use chat_app::{Settings as ChatSettings, WebhookSettings};
use chat_domain::Policy;
use std::{
    io::{self, Write as _},
    net::SocketAddr,
    time::Duration,
};
use tokio::runtime::Runtime;

/// Serves until a signal ends it.
pub(crate) fn run(args: &ServeArgs) -> Result<(), StartError> {
    let settings = Settings::load(args.config.as_deref())?;
    settings_check::check(&settings)?;
    let scanning = settings.scanner.scanning()?;
    logging::start(settings.log.format, &settings.log.filter)?;
    let exporter = settings.metrics.listen.map(Exporter::install).transpose()?;
    let runtime = runtime()?;
    let sign_in = {
        let _within = runtime.enter();
        SignIn::open(&settings)?
    };
    let sending = Webhooks::new(&settings)?;
    let folder = DataFolder::open(&settings.data)?;
    runtime.block_on(async {
        let stop = shutdown::on_signal()?;
        let policy = settings.policy.over(Policy::DEFAULT);
        let webhooks = WebhookSettings::permitting(webhooks::permitted(&settings));
        scanning::log_status(scanning.as_ref()).await;
        let adapters = Adapters::open(&settings, &folder).await?;
        let adapters = match cfg!(feature = "webhooks") {
            true => adapters.with_webhooks(),
            false => adapters,
        };
        let chat = ChatSettings {
            policy,
            notices: settings.notices.map(|notices| notices.0),
            rules: settings.rules_version,
            rates: settings.rates.limits(),
            attachments: settings.attachments.policy(&policy),
            presence_lease: settings.presence.lease()?,
            node_lease: settings.nodes.lease()?,
            invitations: settings.invitations.invitations()?,
            webhooks,
            ..ChatSettings::default()
        };
        let node = Node::new(adapters, &folder, sign_in, chat, scanning)?
            .with_quick_phrases(settings.quick_phrases)
            .with_event_content(settings.event_content)
            .with_request_rates(settings.rates.requests())
            .with_join_page(settings.invitations.page()?)
            .with_webhooks(sending);
        let (listener, address) = listen::bind(settings.listen).await?;
        let measured = match exporter {
            Some(exporter) => Some((exporter.bind().await?, exporter)),
            None => None,
        };
        print_address(address);
        if let Some(((listener, address), exporter)) = measured {
            print_line(&format!("Metrics on http://{address}/metrics"));
            let service = node.service().clone();
            tokio::spawn(exporter.serve(listener, service, stop.clone()));
        }
        let limits = settings.limits.limits();
        let drain = Duration::from_secs(settings.drain_seconds);
        node.serve(listener, limits, stop, drain).await;
        Ok(())
    })
}

/// The server's async runtime.
pub(crate) fn runtime() -> Result<Runtime, StartError> {
    listen::raise();
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    builder.enable_all().build().map_err(StartError::Runtime)
}

/// Prints the address on standard output, for callers that started the server with port 0.
pub(crate) fn print_address(address: SocketAddr) {
    print_line(&format!("Listening on http://{address}"));
}

fn print_line(line: &str) {
    let mut out = io::stdout().lock();
    // Output may be closed; the server runs anyway.
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}
