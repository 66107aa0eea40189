//! Printing a difference with everything needed to decide which side is wrong.

use crate::{moments::Asked, opinion::Answer, people::CAST};
use std::fmt::Write as _;

/// The number of log entries to print.
const LAST: usize = 15;

impl Asked<'_> {
    /// The question, both answers, the facts and the end of the log.
    pub fn difference(&self, cedar: &Answer) -> String {
        let mut text = format!(
            "{:?}\nrequest: {}\nchat-domain: {:?}\nCedar: {cedar:?}\n\nfacts:\n",
            self.question, self.request, self.domain
        );
        for entity in self.entities.iter() {
            let uid = entity.uid();
            let of = uid.type_name().basename();
            if of == "Visit" || of == "Person" || Some(&uid) == self.request.resource() {
                let json = entity.to_json_value().unwrap();
                // Print referenced entities by id only, for readability.
                let attributes = json["attrs"].to_string().replace("\"__entity\":", "");
                writeln!(text, "{uid} {attributes}").unwrap();
            }
        }
        writeln!(
            text,
            "\nthe cast's initial roles: {CAST:?}\n\nthe log's last entries:"
        )
        .unwrap();
        let log = &self.visit.log;
        for entry in &log[log.len().saturating_sub(LAST)..] {
            writeln!(text, "{} {:?} {:?}", entry.seq, entry.actor, entry.event).unwrap();
        }
        text
    }
}
