//! Files that a PDF contains or refers to (ISO 32000-2, 7.11).

use super::{script, value};
use crate::finding::{Finding, FindingSet};
use crate::remote::{Place, place};

/// Names of an electronic invoice's data (Factur-X, ZUGFeRD, Order-X, XRechnung), in lower case.
const INVOICES: &[&str] = &[
    "factur-x.xml",
    "zugferd-invoice.xml",
    "xrechnung.xml",
    "order-x.xml",
    "cii.xml",
];
/// Ending of the settings with which Distiller made the file.
const SETTINGS: &str = ".joboptions";

/// Files of a PDF.
#[derive(Debug, Default)]
pub(super) struct Files {
    /// Embedded files, by the names that their streams, lists and specifications have.
    embedded: bool,
    /// Embedded files, by their specifications.
    specified: u32,
    /// Names of files: invoices, settings, others.
    invoices: u32,
    settings: u32,
    others: u32,
    /// Whether a link leads to another document, and whether some document is elsewhere.
    leads_away: bool,
    is_elsewhere: bool,
    encrypted: bool,
}

impl Files {
    pub(super) fn take(&mut self, name: &[u8], value: &[u8]) {
        match name {
            b"EmbeddedFile" | b"EmbeddedFiles" => self.embedded = true,
            b"EF" if value::is_dictionary(value) => {
                self.embedded = true;
                self.specified += 1;
            }
            b"GoToR" | b"GoToE" => self.leads_away = true,
            b"F" | b"UF" | b"DOS" | b"Unix" | b"Mac" => {
                if let Some(text) = value::text(value) {
                    self.name(&script::decoded(&text));
                }
            }
            _ => {}
        }
    }

    fn name(&mut self, name: &str) {
        let low = name.to_ascii_lowercase();
        if INVOICES.contains(&low.as_str()) {
            self.invoices += 1;
        } else if low.ends_with(SETTINGS) && !low.contains(['/', '\\', ':']) {
            self.settings += 1;
        } else {
            self.others += 1;
        }
        // The format writes the path of a Windows share with slashes, and programs also with backslashes.
        self.is_elsewhere |= !matches!(place(name), Place::Here) && !name.starts_with("..");
    }

    /// The file's own strings are encrypted, so nothing is known about them.
    pub(super) fn encrypted(&mut self) {
        self.encrypted = true;
    }

    pub(super) fn findings(&self) -> FindingSet {
        let mut findings = FindingSet::EMPTY;
        if self.leads_away && (self.is_elsewhere || self.encrypted) {
            findings.insert(Finding::NetworkPath);
        }
        if !self.embedded {
            return findings;
        }
        let is_one = self.specified == 1 && self.others == 0;
        findings.with(match (self.invoices, self.settings) {
            (1.., 0) if is_one => Finding::InvoiceData,
            (0, 1..) if is_one => Finding::PrintSettings,
            _ => Finding::EmbeddedFile,
        })
    }
}
