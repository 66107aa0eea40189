//! The cost of read marks to the messages that are read.

use super::dm;
use crate::{
    Result,
    figures::Figures,
    meter::Meter,
    server::{Program, Server},
    stage,
};
use std::{rc::Rc, time::Duration};

const CONVERSATIONS: usize = 32;

/// Conversations in which the patient marks each message as read, after the same ones under version 1 of the
/// rules, which has no marks.
pub(super) async fn run(program: &Program, span: Duration) -> Result<Figures> {
    let mut figures = Figures::default();
    let mut costs = Vec::new();
    for (version, case) in [("1", "without"), ("2", "with")] {
        let program = program.with("VISIT_CHAT_RULES_VERSION", version);
        let server = Server::start(&program)?;
        let meter = Rc::new(Meter::default());
        let pairs = stage::conversations(&server, CONVERSATIONS).await?;
        let mut crew = dm::converse(pairs, &meter, version == "2");
        let measured = meter.measure(&server, span, &mut crew).await?;
        let one =
            Figures::default().each("message", measured.count, measured.within, measured.used);
        let rate = one.get("messages_per_s").unwrap_or(0.0);
        let cpu = one.get("cpu_us_per_message").unwrap_or(0.0);
        figures = figures
            .with(format!("messages_per_s_{case}"), rate)
            .with(format!("cpu_us_per_message_{case}"), cpu);
        costs.push((rate, cpu));
    }
    if let [(rate, cpu), (marked_rate, marked_cpu)] = *costs {
        figures = figures
            .with("times_rate", marked_rate / rate)
            .with("times_cpu", marked_cpu / cpu);
    }
    Ok(figures)
}
