//! Upkeep of what all nodes share and no clinic owns, such as the store of the files.

use super::ChatService;
use std::{convert::Infallible, time::Duration};
use tokio::time::{sleep, timeout};

/// Longest time between two looks at this node's share of the upkeep, in case a handover was missed.
const LOOK_EVERY: Duration = Duration::from_secs(60);

impl ChatService {
    /// Does something now and then this often, until dropped, while this is the node that does it. When that node dies or
    /// leaves, another one does it. A node that stood still may do it once more, so it must be idempotent. A single node
    /// always does it.
    pub async fn on_one_node<F: Future>(
        &self,
        every: Duration,
        mut act: impl FnMut() -> F,
    ) -> Infallible {
        let membership = &self.inner.engine.membership;
        let mut handovers = membership.handovers();
        loop {
            while !membership.is_first() {
                // The sender lives as long as the membership.
                let _late = timeout(LOOK_EVERY, handovers.changed()).await;
            }
            act().await;
            sleep(every).await;
        }
    }
}
