//! Requests by route: the handles of a route are made at its first request, and found without a lookup in the recorder.

use super::catalogue::{REQUEST_SECONDS, REQUESTS};
use axum::http::StatusCode;
use metrics::{Counter, Histogram, counter, histogram};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, LazyLock, PoisonError, RwLock},
    time::Duration,
};

/// Bounded: one for each standard method and route.
static ROUTES: LazyLock<RwLock<Routes>> = LazyLock::new(RwLock::default);

type Routes = BTreeMap<&'static str, HashMap<String, Arc<Route>>>;

/// The handles of one route with one method.
struct Route {
    seconds: Histogram,
    /// By the class of the status.
    requests: [Counter; 5],
}

/// Counts a request: its method if it is a standard one, the pattern of its route, its status and its duration.
pub(crate) fn answered(method: &'static str, route: &str, status: StatusCode, took: Duration) {
    let handles = known(method, route).unwrap_or_else(|| add(method, route));
    handles.seconds.record(took);
    let class = usize::from(status.as_u16() / 100);
    let counter = class.checked_sub(1).and_then(|at| handles.requests.get(at));
    if let Some(counter) = counter {
        counter.increment(1);
    }
}

fn known(method: &str, route: &str) -> Option<Arc<Route>> {
    let routes = ROUTES.read().unwrap_or_else(PoisonError::into_inner);
    routes.get(method)?.get(route).cloned()
}

fn add(method: &'static str, route: &str) -> Arc<Route> {
    let labels = [("method", method.to_owned()), ("route", route.to_owned())];
    let requests = ["1xx", "2xx", "3xx", "4xx", "5xx"].map(|status| {
        let [method, route] = labels.clone();
        counter!(
            REQUESTS.name,
            &[method, route, ("status", status.to_owned())]
        )
    });
    let handles = Arc::new(Route {
        seconds: histogram!(REQUEST_SECONDS.name, &labels),
        requests,
    });
    let mut routes = ROUTES.write().unwrap_or_else(PoisonError::into_inner);
    let of_method = routes.entry(method).or_default();
    of_method.insert(route.to_owned(), Arc::clone(&handles));
    handles
}
