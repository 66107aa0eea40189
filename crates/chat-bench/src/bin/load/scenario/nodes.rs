//! Three nodes beside one.

use super::dm;
use crate::{
    Result, clinic::Clinic, figures::Figures, member::Member, meter::Meter, nodes::Nodes,
    server::Program, stage, usage::Running as _,
};
use futures::future::try_join_all;
use std::{rc::Rc, time::Duration};

/// Conversations on one node, then on three, where each is between two of them.
pub(super) async fn run(program: &Program, span: Duration, count: usize) -> Result<Figures> {
    let mut figures = Figures::default();
    let mut alone = None;
    for number in [1, 3] {
        let nodes = Nodes::start(program, number)?;
        let meter = Rc::new(Meter::default());
        let mut crew = dm::converse(conversations(&nodes, count).await?, &meter, false);
        let measured = meter.measure(&nodes, span, &mut crew).await?;
        let used = Figures::default()
            .each("message", measured.count, measured.within, measured.used)
            .latency("deliver", measured.deliveries);
        let of = |name: &str| used.get(name).unwrap_or(0.0);
        let cpu = of("cpu_us_per_message");
        let alone = *alone.get_or_insert(cpu);
        figures = figures
            .with(format!("messages_per_s_{number}"), of("messages_per_s"))
            .with(format!("deliver_p50_ms_{number}"), of("deliver_p50_ms"))
            .with(format!("cpu_us_per_message_{number}"), cpu)
            .with(format!("times_one_{number}"), cpu / alone)
            .memory(&format!("rss_{number}"), nodes.usage()?.resident);
    }
    Ok(figures)
}

/// Chats of two. Each provider is at one node, and the patient at the next.
pub(super) async fn conversations(nodes: &Nodes, count: usize) -> Result<Vec<(Member, Member)>> {
    let clinic = Clinic::new(nodes.address(0)?)?;
    let visits = clinic.one_to_ones(count).await?;
    let pairs = visits.iter().enumerate().map(|(number, visit)| {
        let clinic = clinic.clone();
        async move {
            let [provider, patient] = visit.people.as_slice() else {
                return Err("a conversation needs two people".into());
            };
            let chat = visit.direct(1)?;
            let here = clinic.clone().moved_to(nodes.address(number)?);
            let there = clinic.moved_to(nodes.address(number + 1)?);
            let provider = here.follow(provider, visit.id).await?;
            let patient = there.follow(patient, visit.id).await?;
            let of = |socket| stage::member(socket, chat.clone());
            Ok::<_, Box<dyn std::error::Error>>((of(provider), of(patient)))
        }
    });
    try_join_all(pairs).await
}
