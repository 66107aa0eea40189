//! Refusals of requests, for the access log: recorded where every answer passes, not in each handler.

use crate::{
    authenticate::{Identity, Subject},
    problem::Problem,
    router::App,
};
use axum::{
    extract::MatchedPath,
    http::{Uri, request::Parts},
    response::Response,
};
use chat_app::RefusedAbout;
use chat_domain::VisitId;
use chat_ports::Accessor;

/// What a request is about, kept until it is answered.
pub(crate) struct Asked {
    route: Option<MatchedPath>,
    uri: Uri,
}

impl Asked {
    pub(crate) fn of(parts: &Parts) -> Self {
        Self {
            route: parts.extensions.get().cloned(),
            uri: parts.uri.clone(),
        }
    }

    /// Counts the answer if it is a refusal.
    pub(crate) fn record(&self, app: &App, identity: &Identity, response: &Response) {
        let problem = response.extensions().get::<Problem>();
        if let Some(problem) = problem.filter(|problem| problem.is_refusal()) {
            let code = problem.code();
            record(app, identity, self.about(), code);
        }
    }

    /// What the path names. The prefix of a host that nests the routes may be missing in the address.
    fn about(&self) -> RefusedAbout {
        let route = self.route.as_ref().map_or("", MatchedPath::as_str);
        let mut about = RefusedAbout::default();
        let named = route.rsplit('/').zip(self.uri.path().rsplit('/'));
        for (name, value) in named {
            match name {
                "{visit}" => about.visit = value.parse().ok(),
                // Browsers encode the colons.
                "{chat}" => about.chat = value.replace("%3A", ":").parse().ok(),
                "{attachment}" => about.file = value.parse().ok(),
                _ => {}
            }
        }
        about
    }
}

/// Counts the refusal of one of several visits in a request.
pub(crate) fn record_in(app: &App, identity: &Identity, visit: VisitId, problem: &Problem) {
    if problem.is_refusal() {
        let about = RefusedAbout {
            visit: Some(visit),
            ..RefusedAbout::default()
        };
        record(app, identity, about, problem.code());
    }
}

fn record(app: &App, identity: &Identity, about: RefusedAbout, code: &str) {
    let who = accessor(identity);
    app.service
        .record_refusal(identity.clinic, who, about, code);
}

fn accessor(identity: &Identity) -> Accessor {
    match identity.subject {
        Subject::Person {
            person,
            may_oversee: true,
        } => Accessor::Overseer { person },
        Subject::Person { person, .. } | Subject::Invited { person, .. } => {
            Accessor::Person { person, role: None }
        }
        Subject::Host | Subject::ReadingHost => Accessor::Host,
    }
}
