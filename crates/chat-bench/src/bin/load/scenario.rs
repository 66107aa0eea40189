//! The scenarios.

mod dashboards;
mod dm;
mod flood;
mod history;
mod hop;
mod idle;
mod join;
mod nodes;
mod opening;
mod rate;
mod reading;
mod room;
mod sends;
mod start;
mod visits;

use crate::{Result, figures::Figures, server::Program};
use clap::ValueEnum;
use std::time::Duration;

/// A kind of load.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Scenario {
    /// Conversations of two: each message follows the receipt and delivery of the last.
    Dm,
    /// 200 messages a second over 32 conversations, open loop.
    Rate,
    /// Conversations of two whose messages are marked as read.
    Reading,
    /// A group visit in which everyone follows.
    Room,
    /// A visit of 50,000 messages.
    History,
    /// The cost of idle connections.
    Idle,
    /// From the start of the process to its first answer.
    Start,
    /// The cost of open dashboards to a send that changes none of them.
    Dashboards,
    /// 1,000 followers join.
    Join,
    /// 10,000 visits.
    Visits,
    /// A steady rate next to 2,000 idle connections and 500 that never read.
    Flood,
    /// Durable sends in this process: on PostgreSQL, on SQLite, and PostgreSQL alone.
    Sends,
    /// Three nodes beside one.
    Nodes,
    /// From one node to another, beside NATS alone.
    Hop,
    /// Reads of the log for each visit that is opened.
    Opening,
}

/// One measurement.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Case {
    Dm { conversations: usize, http: bool },
    Rate,
    Reading,
    Room { followers: usize, senders: usize },
    History,
    Idle(idle::Doing),
    Start,
    Dashboards,
    Join { visits: usize },
    Visits(usize),
    Flood { files: usize },
    Sends { visits: usize },
    Nodes { conversations: usize },
    Hop,
    Opening,
}

impl Scenario {
    /// Its measurements.
    pub(crate) fn cases(self) -> Vec<Case> {
        match self {
            Self::Dm => [false, true]
                .into_iter()
                .flat_map(|http| {
                    [1, 32, 256].map(|conversations| Case::Dm {
                        conversations,
                        http,
                    })
                })
                .collect(),
            Self::Rate => vec![Case::Rate],
            Self::Reading => vec![Case::Reading],
            Self::Room => [
                (2, 1),
                (10, 1),
                (10, 8),
                (30, 1),
                (100, 1),
                (100, 8),
                (500, 1),
            ]
            .map(|(followers, senders)| Case::Room { followers, senders })
            .to_vec(),
            Self::History => vec![Case::History],
            Self::Idle => [
                idle::Doing::Nothing,
                idle::Doing::FollowVisit,
                idle::Doing::FollowDashboard,
            ]
            .map(Case::Idle)
            .to_vec(),
            Self::Start => vec![Case::Start],
            Self::Dashboards => vec![Case::Dashboards],
            Self::Join => vec![Case::Join { visits: 1 }, Case::Join { visits: 1_000 }],
            Self::Visits => vec![Case::Visits(100), Case::Visits(10_000)],
            Self::Flood => [1_024, 20_000].map(|files| Case::Flood { files }).to_vec(),
            Self::Sends => [64, 1_024].map(|visits| Case::Sends { visits }).to_vec(),
            Self::Nodes => [32, 256]
                .map(|conversations| Case::Nodes { conversations })
                .to_vec(),
            Self::Hop => vec![Case::Hop],
            Self::Opening => vec![Case::Opening],
        }
    }

    /// Its name.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Dm => "dm",
            Self::Rate => "rate",
            Self::Reading => "reading",
            Self::Room => "room",
            Self::History => "history",
            Self::Idle => "idle",
            Self::Start => "start",
            Self::Dashboards => "dashboards",
            Self::Join => "join",
            Self::Visits => "visits",
            Self::Flood => "flood",
            Self::Sends => "sends",
            Self::Nodes => "nodes",
            Self::Hop => "hop",
            Self::Opening => "opening",
        }
    }
}

impl Case {
    /// Its name within the scenario.
    pub(crate) fn name(self) -> String {
        match self {
            Self::Dm {
                conversations,
                http,
            } => format!("{conversations} {}", if http { "http" } else { "ws" }),
            Self::Rate => "200/s over 32".to_owned(),
            Self::Reading => "32 conversations".to_owned(),
            Self::Room { followers, senders } => format!("{followers} followers {senders} senders"),
            Self::History => "50000 messages".to_owned(),
            Self::Idle(doing) => doing.name().to_owned(),
            Self::Start => "start".to_owned(),
            Self::Dashboards => "32 conversations".to_owned(),
            Self::Join { visits } => format!("1000 followers {visits} visits"),
            Self::Visits(count) => format!("{count} visits"),
            Self::Flood { files } => format!("{files} files"),
            Self::Sends { visits } => format!("{visits} visits"),
            Self::Nodes { conversations } => format!("{conversations} conversations"),
            Self::Hop => "200/s over 32".to_owned(),
            Self::Opening => "1000 visits".to_owned(),
        }
    }

    /// Whether a program supports it: third-party servers have only plain chats.
    pub(crate) const fn suits(self, program: &Program) -> bool {
        match program {
            Program::VisitChat { .. } => true,
            Program::SocketIo | Program::JetStream => matches!(
                self,
                Self::Dm { http: false, .. } | Self::Rate | Self::Room { .. }
            ),
        }
    }

    /// Measures it once, on a new server.
    pub(crate) async fn run(self, program: &Program, span: Duration) -> Result<Figures> {
        match self {
            Self::Dm {
                conversations,
                http,
            } => dm::run(program, span, conversations, http).await,
            Self::Rate => rate::run(program, span).await,
            Self::Reading => reading::run(program, span).await,
            Self::Room { followers, senders } => room::run(program, span, followers, senders).await,
            Self::History => history::run(program).await,
            Self::Idle(doing) => idle::run(program, doing).await,
            Self::Start => start::run(program).await,
            Self::Dashboards => dashboards::run(program, span).await,
            Self::Join { visits } => join::run(program, visits).await,
            Self::Visits(count) => visits::run(program, span, count).await,
            Self::Flood { files } => flood::run(program, span, files).await,
            Self::Sends { visits } => sends::run(span, visits).await,
            Self::Nodes { conversations } => nodes::run(program, span, conversations).await,
            Self::Hop => hop::run(program, span).await,
            Self::Opening => opening::run().await,
        }
    }
}
