//! `chat-server serve`.

use crate::{
    adapters::Adapters,
    cli::ServeArgs,
    data_folder::DataFolder,
    error::StartError,
    exporter::Exporter,
    listen, logging,
    node::Node,
    scanning::{self, Scanning},
    settings::Settings,
    settings_check, shutdown,
    sign_in::SignIn,
    webhooks,
};
use chat_app::Settings as ChatSettings;
use chat_domain::Policy;
use chat_http::{HttpOptions, LiveOptions};
use std::{
    io::{self, Write as _},
    net::SocketAddr,
    time::Duration,
};
use tokio::runtime::Runtime;
use visit_chat::VisitChat;

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
    let folder = DataFolder::open(&settings.data)?;
    runtime.block_on(async {
        let stop = shutdown::on_signal()?;
        let policy = settings.policy.over(Policy::DEFAULT);
        scanning::log_status(scanning.as_ref()).await;
        let adapters = Adapters::open(&settings, &folder).await?;
        let limits = settings.limits.limits();
        let http = HttpOptions::default()
            .with_allowed_origins(limits.allowed_origins.clone())
            .with_live(LiveOptions::default().with_recheck_every(sign_in.recheck_every))
            .with_live_counts(limits.live_counts())
            .with_quick_phrases(settings.quick_phrases.0.clone())
            .with_event_content(settings.event_content.0.clone())
            .with_rates(settings.rates.requests())
            .with_join_page(settings.invitations.page()?);
        let chat = ChatSettings::default()
            .with_policy(policy)
            .with_notices(settings.notices.as_ref().map(|notices| notices.0.clone()))
            .with_rules(settings.rules_version)
            .with_rates(settings.rates.limits())
            .with_attachments(settings.attachments.policy(&policy))
            .with_uploads(scanning.as_ref().map(Scanning::uploads).unwrap_or_default())
            .with_presence_lease(settings.presence.lease()?)
            .with_node_lease(settings.nodes.lease()?)
            .with_invitations(settings.invitations.invitations()?)
            .with_access_log(settings.access_log.accesses()?);
        let chat = VisitChat::builder().settings(chat).http(http);
        let chat = webhooks::send(chat, &settings)?;
        let node = Node::start(chat, adapters, &folder, sign_in, scanning).await?;
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
