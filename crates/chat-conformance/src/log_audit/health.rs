//! A healthy store.

use super::Audited;
use crate::{
    fixture::{VisitScript, every_event},
    visit_log::store_all,
};
use chat_domain::Seq;
use std::sync::Arc;

/// Valid appends cause no problems: none of the store, of a visit or of an entry.
pub async fn healthy_store_has_no_problems(audited: &Arc<Audited>) {
    for _ in 0..3 {
        let mut visit = VisitScript::new();
        store_all(&*audited.log, every_event(&mut visit)).await;
    }
    let audit = audited.audit().await;
    let none: [String; 0] = [];
    assert_eq!(audit.problems().await.unwrap(), none);
    for visit in audit.visits(None, usize::MAX).await.unwrap() {
        assert_eq!(visit.problems, none);
        let entries = audit.entries(visit.visit, Seq::ZERO, usize::MAX).await;
        for entry in entries.unwrap() {
            assert_eq!(entry.problems, none);
        }
    }
}
