//! The codes of HL7 and DICOM that resources use.

use crate::model::Coding;

const DICOM: &str = "http://dicom.nema.org/resources/ontology/DCM";

/// The class of an encounter by video.
pub(crate) const VIRTUAL: Coding = Coding::new(
    "http://terminology.hl7.org/CodeSystem/v3-ActCode",
    "VR",
    "virtual",
);
/// The provider's part in an encounter.
pub(crate) const PRIMARY_PERFORMER: Coding = Coding::new(
    "http://terminology.hl7.org/CodeSystem/v3-ParticipationType",
    "PPRF",
    "primary performer",
);
/// A part in an encounter of no special kind.
pub(crate) const PARTICIPATION: Coding = Coding::new(
    "http://terminology.hl7.org/CodeSystem/v3-ParticipationType",
    "PART",
    "Participation",
);
/// The interpreter's part in an encounter.
pub(crate) const TRANSLATOR: Coding = Coding::new(
    "http://terminology.hl7.org/CodeSystem/participant-type",
    "translator",
    "Translator",
);
/// The category of notices.
pub(crate) const ALERT: Coding = Coding::new(
    "http://terminology.hl7.org/CodeSystem/communication-category",
    "alert",
    "Alert",
);
/// The activity of a correction.
pub(crate) const UPDATE: Coding = Coding::new(
    "http://terminology.hl7.org/CodeSystem/v3-DataOperation",
    "UPDATE",
    "revise",
);
/// The activity of a retraction.
pub(crate) const NULLIFY: Coding = Coding::new(
    "http://terminology.hl7.org/CodeSystem/v3-DataOperation",
    "NULLIFY",
    "nullify",
);
/// The part of who corrects or retracts.
pub(crate) const AUTHOR: Coding = Coding::new(
    "http://terminology.hl7.org/CodeSystem/provenance-participant-type",
    "author",
    "Author",
);
/// A record was read.
pub(crate) const PATIENT_RECORD: Coding = Coding::new(DICOM, "110110", "Patient Record");
/// An event that concerns security.
pub(crate) const SECURITY_ALERT: Coding = Coding::new(DICOM, "110113", "Security Alert");
/// The glass was broken.
pub(crate) const OVERRIDE_STARTED: Coding =
    Coding::new(DICOM, "110127", "Emergency Override Started");
/// Why an overseer reads.
pub(crate) const BREAK_THE_GLASS: Coding = Coding::new(
    "http://terminology.hl7.org/CodeSystem/v3-ActReason",
    "BTG",
    "break the glass",
);
/// What was recorded has happened (R5).
pub(crate) const SUCCESS: Coding = Coding::new(
    "http://terminology.hl7.org/CodeSystem/audit-event-outcome",
    "0",
    "Success",
);
/// The phases of a visit, which are finer than the status of an encounter.
pub(crate) const PHASES: &str = "https://github.com/visit-chat/visit-chat/fhir/phase";
