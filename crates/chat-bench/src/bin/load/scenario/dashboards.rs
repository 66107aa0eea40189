//! The cost of open dashboards to a send that changes none of them.

use super::dm;
use crate::{
    Result,
    clinic::Clinic,
    figures::Figures,
    meter::{Crew, Meter},
    server::{Program, Server},
    stage,
};
use futures::future::try_join_all;
use std::{rc::Rc, time::Duration};

const CONVERSATIONS: usize = 32;

/// Conversations next to a growing number of dashboards of the same clinic, each of a person whose only visit
/// is idle.
pub(super) async fn run(program: &Program, span: Duration) -> Result<Figures> {
    let server = Server::start(program)?;
    let clinic = Clinic::new(server.address())?;
    let others = clinic.one_to_ones(1_000).await?;
    let mut closed = others.chunks(10);
    let (mut open, mut dashboards) = (Crew::new(), 0);
    let mut figures = Figures::default();
    let mut alone = None;
    for wanted in [0, 10, 1_000] {
        while dashboards < wanted {
            let Some(some) = closed.next() else { break };
            let sockets = some.iter().map(|visit| async {
                let patient = visit.people.get(1).ok_or("a visit without patient")?;
                let mut socket = clinic.connect(patient).await?;
                socket.send(r#"{"type":"follow_dashboard"}"#).await?;
                socket.next_of("dashboard_row").await?;
                Ok::<_, Box<dyn std::error::Error>>(socket)
            });
            for socket in try_join_all(sockets).await? {
                open.spawn_local(async {
                    socket.idle().await;
                    Ok(())
                });
                dashboards += 1;
            }
        }
        let meter = Rc::new(Meter::default());
        let visits = clinic.one_to_ones(CONVERSATIONS).await?;
        let mut crew = dm::converse(stage::pairs(&clinic, &visits).await?, &meter, false);
        let measured = meter.measure(&server, span, &mut crew).await?;
        let beside =
            Figures::default().each("message", measured.count, measured.within, measured.used);
        let cpu = beside.get("cpu_us_per_message").unwrap_or(0.0);
        let alone = *alone.get_or_insert(cpu);
        let rate = beside.get("messages_per_s").unwrap_or(0.0);
        figures = figures
            .with(format!("messages_per_s_beside_{wanted}"), rate)
            .with(format!("cpu_us_per_message_beside_{wanted}"), cpu)
            .with(format!("times_beside_{wanted}"), cpu / alone);
    }
    Ok(figures.memory("rss", server.usage()?.resident))
}
