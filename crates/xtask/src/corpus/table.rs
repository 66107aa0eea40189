//! The printed score.

use super::score::{OfKind, Score, Verdicts};
use std::{collections::BTreeMap, fmt};

/// Number of slowest files to list.
const SLOWEST: usize = 8;

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "kind    files  exact  wrongly refused  as another kind  wrongly accepted"
        )?;
        let mut all = OfKind::default();
        for (kind, of_kind) in &self.kinds {
            writeln!(f, "{kind:<8}{of_kind}")?;
            all.files += of_kind.files;
            all.exact += of_kind.exact;
            all.refused += of_kind.refused;
            all.mistaken += of_kind.mistaken;
            all.let_in += of_kind.let_in;
        }
        writeln!(f, "{:<8}{all}", "all")?;
        writeln!(f, "of {} files that must be refused", self.rejected)?;
        writeln!(f, "\nleft to the policy, by kind")?;
        groups(f, &self.policy_kinds)?;
        writeln!(f, "\nleft to the policy, by tag")?;
        groups(f, &self.policy_tags)?;
        writeln!(f, "\njudged without a label: {}", self.ambiguous)?;
        writeln!(f, "missing: {}", self.missing.len())?;
        for file in &self.missing {
            writeln!(f, "  {file}")?;
        }
        let mut times: Vec<_> = self.times.iter().collect();
        times.sort_by(|a, b| b.cmp(a));
        write!(f, "\nslowest, in this build")?;
        for (took, file) in times.iter().take(SLOWEST) {
            write!(f, "\n  {:>8.1} ms  {file}", took.as_secs_f64() * 1e3)?;
        }
        Ok(())
    }
}

fn groups(f: &mut fmt::Formatter<'_>, groups: &BTreeMap<String, Verdicts>) -> fmt::Result {
    for (name, verdicts) in groups {
        writeln!(f, "  {name:<20}{:>4}  {verdicts}", verdicts.files)?;
    }
    Ok(())
}

impl fmt::Display for OfKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            files,
            exact,
            refused,
            mistaken,
            let_in,
        } = self;
        write!(
            f,
            "{files:>5}{exact:>7}{refused:>17}{mistaken:>17}{let_in:>18}"
        )
    }
}

impl fmt::Display for Verdicts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let verdicts = self.verdicts.iter().map(|((verdict, reason), count)| {
            if verdict == reason {
                format!("{verdict} {count}")
            } else {
                format!("{verdict} {count} ({reason})")
            }
        });
        f.write_str(&verdicts.collect::<Vec<_>>().join(", "))
    }
}
