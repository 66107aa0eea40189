//! The table of all scenarios: what each test printed, and its result.

/// The columns: those after the faults are of the tests that report what they found.
const HEAD: &str = "| scenario | result | faults | acknowledged | lost | doubled | misplaced | longest until the receipt | longest until the delivery |
| --- | --- | --- | --- | --- | --- | --- | --- | --- |";

/// Reads the output of tests that run one after the other.
#[derive(Default)]
pub(super) struct Table {
    scenario: Option<String>,
    /// What the running test reported.
    reports: Vec<String>,
    rows: Vec<String>,
}

impl Table {
    /// Takes a line of the output.
    pub(super) fn take(&mut self, line: &str) {
        if let Some((name, end)) = line
            .strip_prefix("test ")
            .and_then(|test| test.split_once(" ... "))
        {
            self.scenario = Some(name.to_owned());
            self.end(end);
        } else if line.starts_with("| ") {
            self.reports.push(line.to_owned());
        } else {
            self.end(line);
        }
    }

    /// The whole table.
    pub(super) fn text(&self) -> String {
        [&[HEAD.to_owned()], &self.rows[..]].concat().join("\n")
    }

    /// Ends the row of the running test, if this is its result.
    fn end(&mut self, line: &str) {
        let result = line.trim();
        if !matches!(result, "ok" | "FAILED") {
            return;
        }
        let Some(scenario) = self.scenario.take() else {
            return;
        };
        let reports = std::mem::take(&mut self.reports);
        let row = |report: &str| format!("| `{scenario}` | {result} {report}");
        match reports.is_empty() {
            true => self.rows.push(row("| – | – | – | – | – | – | – |")),
            false => self.rows.extend(reports.iter().map(|report| row(report))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_scenario_has_a_row_with_its_result() {
        let mut table = Table::default();
        let output = "running 3 tests
test nats::quiet ... ok
test kills::loud ... 
| 2 nodes killed | 7 | 0 | 0 | 0 | 1.00 s | 2.00 s |
ok
test kills::bad ... a line of a thread
FAILED
test result: FAILED. 2 passed";
        for line in output.lines() {
            table.take(line);
        }
        let rows = [
            HEAD,
            "| `nats::quiet` | ok | – | – | – | – | – | – | – |",
            "| `kills::loud` | ok | 2 nodes killed | 7 | 0 | 0 | 0 | 1.00 s | 2.00 s |",
            "| `kills::bad` | FAILED | – | – | – | – | – | – | – |",
        ];
        assert_eq!(table.text(), rows.join("\n"));
    }
}
