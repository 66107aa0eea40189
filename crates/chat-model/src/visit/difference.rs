//! A line diff of two states.

use chat_domain::VisitState;

/// The lines of the state's `Debug` output that a step removed (`-`) and added (`+`). Texts and
/// names are redacted there.
#[must_use]
pub fn difference(before: &VisitState, after: &VisitState) -> String {
    let (before, after) = (format!("{before:#?}"), format!("{after:#?}"));
    let (before, after): (Vec<_>, Vec<_>) = (before.lines().collect(), after.lines().collect());
    changes(&before, &after)
        .into_iter()
        .map(|(sign, line)| format!("    {sign} {line}\n"))
        .collect()
}

/// A shortest edit script, from a table of longest common suffixes.
fn changes<'a>(before: &[&'a str], after: &[&'a str]) -> Vec<(char, &'a str)> {
    let width = after.len() + 1;
    let mut common = vec![0_usize; (before.len() + 1) * width];
    let at = |i: usize, j: usize| i * width + j;
    let get = |table: &[usize], i, j| table.get(at(i, j)).copied().unwrap_or(0);
    for (i, old) in before.iter().enumerate().rev() {
        for (j, new) in after.iter().enumerate().rev() {
            let longest = if old == new {
                1 + get(&common, i + 1, j + 1)
            } else {
                get(&common, i + 1, j).max(get(&common, i, j + 1))
            };
            if let Some(cell) = common.get_mut(at(i, j)) {
                *cell = longest;
            }
        }
    }
    let (mut i, mut j, mut edit) = (0, 0, Vec::new());
    loop {
        match (before.get(i), after.get(j)) {
            (Some(old), Some(new)) if old == new => (i, j) = (i + 1, j + 1),
            (Some(old), new)
                if new.is_none() || get(&common, i + 1, j) >= get(&common, i, j + 1) =>
            {
                edit.push(('-', *old));
                i += 1;
            }
            (_, Some(new)) => {
                edit.push(('+', *new));
                j += 1;
            }
            _ => return edit,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn diff_shows_only_changed_lines() {
        let edit = changes(&["a", "b", "c"], &["a", "x", "c", "d"]);
        assert_eq!(edit, [('-', "b"), ('+', "x"), ('+', "d")]);
        assert!(changes(&["a"], &["a"]).is_empty());
        assert_eq!(changes(&["a"], &[]), [('-', "a")]);
    }
}
