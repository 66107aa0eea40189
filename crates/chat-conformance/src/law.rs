//! A named law.

use futures::future::BoxFuture;
use std::{fmt, sync::Arc};

/// A law of a port `P`, such as `dyn VisitLog`.
pub struct Law<P: ?Sized + 'static> {
    /// The function's name.
    pub name: &'static str,
    pub(crate) check: for<'a> fn(&'a Arc<P>) -> BoxFuture<'a, ()>,
}

impl<P: ?Sized> Law<P> {
    /// Checks the law.
    ///
    /// # Panics
    /// If the port breaks the law.
    pub async fn check(&self, port: &Arc<P>) {
        (self.check)(port).await;
    }
}

impl<P: ?Sized> fmt::Debug for Law<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// Builds a list of laws from the paths of their functions.
macro_rules! laws {
    ($port:ty: $($module:ident: $($law:ident),+ $(,)?;)+) => {
        &[$($($crate::law::Law::<$port> {
            name: stringify!($law),
            check: |port| Box::pin($module::$law(port)),
        }),+),+]
    };
}
pub(crate) use laws;

pub(crate) async fn check_all<P: ?Sized>(laws: &[Law<P>], port: &Arc<P>) {
    for law in laws {
        // Captured by the test harness and shown on failure, to name the broken law.
        eprintln!("law: {}", law.name);
        law.check(port).await;
    }
}

/// The names of the public async functions in a source file.
#[cfg(test)]
pub(crate) fn written(source: &str) -> impl Iterator<Item = &str> {
    source
        .lines()
        .filter_map(|line| line.strip_prefix("pub async fn "))
        .filter_map(|rest| rest.split(['(', '<']).next())
}
