//! What failed tests print, kept from the output of `cargo test`.

/// The reports of failed tests: the lines from `---- NAME stdout ----` up to the list of names.
#[derive(Default)]
pub(crate) struct Failures {
    kept: String,
    in_report: bool,
}

impl Failures {
    /// Reads the next line of the output.
    pub(crate) fn read(&mut self, line: &str) {
        if line.starts_with("---- ") && line.ends_with(" ----") {
            self.in_report = true;
        } else if line == "failures:" {
            self.in_report = false;
        }
        if self.in_report {
            self.kept.push_str(line);
            self.kept.push('\n');
        }
    }

    /// All reports so far.
    pub(crate) fn reports(&self) -> &str {
        &self.kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reports_of_all_test_programs_are_kept_without_what_passed() {
        let output = "test a ... ok\ntest b ... FAILED\n\nfailures:\n\n---- b stdout ----\nb panicked\n\nfailures:\n    b\n\n\
                      test c ... FAILED\n\nfailures:\n\n---- c stdout ----\nc panicked\n\nfailures:\n    c\n";
        let mut failures = Failures::default();
        output.lines().for_each(|line| failures.read(line));
        let kept = "---- b stdout ----\nb panicked\n\n---- c stdout ----\nc panicked\n\n";
        assert_eq!(failures.reports(), kept);
    }
}
