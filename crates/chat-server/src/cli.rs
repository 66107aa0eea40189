//! The command line.

use crate::{error::StartError, settings::Settings};
use chat_domain::ChatKey;
use chat_transcript::Zone;
use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::{Path, PathBuf};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};
use uuid::Uuid;

/// Chat for telehealth visits.
#[derive(Parser)]
#[command(name = "chat-server", version, about)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: CliCommand,
}

#[derive(Subcommand)]
pub(crate) enum CliCommand {
    /// Start a clinic for trying things out, and print a link for each person
    Demo(DemoArgs),
    /// Start the server
    Serve(ServeArgs),
    /// Print a token for a person or for the embedding service
    Token(TokenArgs),
    /// Check whether files would be accepted, and print why not
    Check(CheckArgs),
    /// Check stored logs and files for tampering and damage, also of a running server
    Verify(VerifyArgs),
    /// Sign the current heads of all logs; keep the statement elsewhere
    Checkpoint(CheckpointArgs),
    /// Generate a key for signing checkpoints, and print its public key
    CheckpointKey(CheckpointKeyArgs),
    /// Check settings, storage, dependencies and limits, also beside a running server; changes nothing
    Doctor(DoctorArgs),
    /// Migrate the log's schema to this program's version, ahead of a rollout; `serve` does it too
    Migrate(FolderArgs),
    /// Copy all logs and files to another database and store, and check both sides; repeat it if it ends early
    Copy(CopyArgs),
    /// Write a visit to a new file, or all visits of a clinic to a new folder, also beside a running server
    Export(ExportArgs),
    /// Copy logs and files into a new folder, also of a running server
    Backup(BackupArgs),
    /// Restore a complete backup into an empty data folder
    Restore(RestoreArgs),
}

#[derive(Args)]
pub(crate) struct DemoArgs {
    /// The demo's data folder
    #[arg(long, value_name = "DIR", default_value = "visit-chat-data")]
    pub(crate) data: PathBuf,
    /// The port on 127.0.0.1; 0 picks a free one
    #[arg(long, default_value_t = 8080)]
    pub(crate) port: u16,
    /// Settings in TOML, for where the log and the files are; by default all is in the data folder
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct ServeArgs {
    /// Settings in TOML; `VISIT_CHAT_…` variables take precedence
    #[arg(long, value_name = "FILE", env = "VISIT_CHAT_CONFIG")]
    pub(crate) config: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct TokenArgs {
    /// The clinic
    #[arg(long, value_name = "UUID")]
    pub(crate) clinic: Uuid,
    /// The person; omit only with `--host`
    #[arg(long, value_name = "UUID", required_unless_present = "host")]
    pub(crate) person: Option<Uuid>,
    /// For the embedding service, which schedules visits
    #[arg(long, conflicts_with_all = ["person", "oversight"])]
    pub(crate) host: bool,
    /// The embedding service may read the status of visits
    #[arg(long, requires = "host")]
    pub(crate) host_read: bool,
    /// The person may break the glass (rule M5)
    #[arg(long)]
    pub(crate) oversight: bool,
    /// How long the token is valid
    #[arg(long, default_value_t = 12, value_parser = clap::value_parser!(u32).range(1..=8760))]
    pub(crate) hours: u32,
    /// The server's settings, for the secret
    #[arg(long, value_name = "FILE", env = "VISIT_CHAT_CONFIG")]
    pub(crate) config: Option<PathBuf>,
    /// Use the secret of a demo's data folder instead of the settings
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct CheckArgs {
    /// Files and folders, searched recursively; `-` reads more paths from standard input, one per
    /// line
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Print one JSON object per line
    #[arg(long)]
    pub(crate) json: bool,
    /// What to accept, in TOML or JSON: `max_bytes`, `max_pixels`, `allow`; unset values keep their
    /// defaults
    #[arg(long, value_name = "FILE")]
    pub(crate) policy: Option<PathBuf>,
    /// Paths on standard input end with NUL, as written by `find -print0`
    #[arg(short = '0', long)]
    pub(crate) null: bool,
}

#[derive(Args)]
pub(crate) struct DoctorArgs {
    /// Settings in TOML; `VISIT_CHAT_…` variables take precedence
    #[arg(long, value_name = "FILE", env = "VISIT_CHAT_CONFIG")]
    pub(crate) config: Option<PathBuf>,
    /// Print one JSON object per line
    #[arg(long)]
    pub(crate) json: bool,
}

/// Which logs and files to read.
#[derive(Args)]
pub(crate) struct FolderArgs {
    /// The data folder of a demo or a server; overrides the settings
    #[arg(long, value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// The server's settings
    #[arg(long, value_name = "FILE", env = "VISIT_CHAT_CONFIG")]
    pub(crate) config: Option<PathBuf>,
}

impl FolderArgs {
    /// Where the logs and files are: in the folder of `--data`, else where the settings say.
    ///
    /// # Errors
    /// [`StartError::Settings`].
    pub(crate) fn settings(&self) -> Result<Settings, StartError> {
        match &self.data {
            Some(data) => Settings::of(data),
            None => Settings::load(self.config.as_deref()),
        }
    }
}

/// Which logs and files to read.
#[derive(Args)]
pub(crate) struct StoreArgs {
    #[command(flatten)]
    pub(crate) folder: FolderArgs,
    /// Skip the sent files
    #[arg(long)]
    pub(crate) no_files: bool,
}

impl StoreArgs {
    /// All logs and files of a data folder.
    pub(crate) fn of(folder: &Path) -> Self {
        let (data, config) = (Some(folder.to_owned()), None);
        Self {
            folder: FolderArgs { data, config },
            no_files: false,
        }
    }
}

#[derive(Args)]
pub(crate) struct CopyArgs {
    /// Where to copy from: a data folder, or settings in TOML. Its server must be stopped. Variables in the environment
    /// have no effect
    #[arg(long, value_name = "DIR or FILE")]
    pub(crate) from: PathBuf,
    /// Where to copy to: settings in TOML, or a data folder
    #[arg(long, value_name = "FILE or DIR")]
    pub(crate) to: PathBuf,
}

#[derive(Args)]
pub(crate) struct BackupArgs {
    /// The folder to create; it must not exist
    #[arg(value_name = "DIR")]
    pub(crate) out: PathBuf,
    #[command(flatten)]
    pub(crate) folder: FolderArgs,
    /// Maximum copying speed
    #[arg(long, value_name = "MIB", default_value_t = 64, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) max_mib_per_second: u32,
}

#[derive(Args)]
pub(crate) struct ExportArgs {
    /// The visit
    #[arg(value_name = "UUID", required_unless_present = "clinic")]
    pub(crate) visit: Option<Uuid>,
    /// All visits of this clinic, as FHIR Bulk Data in a folder; repeat the command if it ends early
    #[arg(long, value_name = "UUID", conflicts_with_all = ["visit", "person", "chat"])]
    pub(crate) clinic: Option<Uuid>,
    /// Only visits whose newest entry is not older than this
    #[arg(long, value_name = "RFC3339", value_parser = moment, conflicts_with = "visit")]
    pub(crate) since: Option<OffsetDateTime>,
    /// Leave out the bytes of files
    #[arg(long, conflicts_with = "visit")]
    pub(crate) no_files: bool,
    #[command(flatten)]
    pub(crate) folder: FolderArgs,
    /// Only what this participant may read; by default all that is stored
    #[arg(long, value_name = "UUID")]
    pub(crate) person: Option<Uuid>,
    /// Only this chat: `visit` or `direct:<care person>:<attendee person>`
    #[arg(long, value_name = "CHAT")]
    pub(crate) chat: Option<ChatKey>,
    /// For people or for programs; by default `text` for a visit, and `fhir-r4` for a clinic
    #[arg(long, value_enum)]
    pub(crate) format: Option<ExportFormat>,
    /// The time zone of the times in a text: an IANA name
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    pub(crate) zone: Zone,
    /// Where to write it; existing files are not overwritten
    #[arg(long, value_name = "FILE or DIR")]
    pub(crate) out: PathBuf,
}

/// A transcript, or the record as FHIR resources.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportFormat {
    Text,
    Json,
    #[value(name = "fhir-r4")]
    FhirR4,
    #[value(name = "fhir-r5")]
    FhirR5,
}

#[derive(Args)]
pub(crate) struct RestoreArgs {
    /// The backup
    #[arg(value_name = "DIR")]
    pub(crate) backup: PathBuf,
    #[command(flatten)]
    pub(crate) folder: FolderArgs,
}

#[derive(Args)]
pub(crate) struct VerifyArgs {
    #[command(flatten)]
    pub(crate) store: StoreArgs,
    /// Only this visit
    #[arg(long, value_name = "UUID")]
    pub(crate) visit: Option<Uuid>,
    /// Only visits whose newest entry is not older than this: a quick check, not a proof
    #[arg(long, value_name = "RFC3339", value_parser = moment, conflicts_with = "visit")]
    pub(crate) since: Option<OffsetDateTime>,
    /// Compare the logs with this checkpoint
    #[arg(long, value_name = "FILE", requires = "public_key")]
    pub(crate) checkpoint: Option<PathBuf>,
    /// The key that signed the checkpoint: 64 hexadecimal digits, or a file with them or with a
    /// PEM. Keep it apart from the checkpoint, since a forger would supply their own
    #[arg(long, value_name = "HEX or FILE", requires = "checkpoint")]
    pub(crate) public_key: Option<String>,
    /// Print one JSON object per line
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Args)]
pub(crate) struct CheckpointArgs {
    #[command(flatten)]
    pub(crate) store: StoreArgs,
    /// The signing key, from `checkpoint-key`
    #[arg(long, value_name = "FILE")]
    pub(crate) key: PathBuf,
    /// Where to write the checkpoint; existing files are not overwritten
    #[arg(long, value_name = "FILE")]
    pub(crate) out: PathBuf,
    /// The previous checkpoint, signed with the same key: everything it covers must still exist
    #[arg(long, value_name = "FILE")]
    pub(crate) previous: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct CheckpointKeyArgs {
    /// Where to write the key; existing files are not overwritten
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
}

fn moment(text: &str) -> Result<OffsetDateTime, time::error::Parse> {
    OffsetDateTime::parse(text, &Rfc3339)
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory as _;

    #[test]
    fn command_line_is_valid() {
        Cli::command().debug_assert();
    }

    #[test]
    fn token_needs_a_person_or_the_host() {
        let clinic = "--clinic=0192d1f0-0000-7000-8000-000000000001";
        let person = "--person=0192d1f0-0000-7000-8000-000000000002";
        let parsed = |args: &[&str]| {
            Cli::try_parse_from(["chat-server", "token", clinic].iter().chain(args)).is_ok()
        };
        assert!(parsed(&[person]));
        assert!(parsed(&["--host"]));
        assert!(!parsed(&[]));
        assert!(!parsed(&["--host", person]));
        assert!(!parsed(&[person, "--hours=0"]));
    }

    #[test]
    fn export_is_of_a_visit_or_of_a_clinic() {
        let id = "0192d1f0-0000-7000-8000-000000000001";
        let parsed = |args: &[&str]| {
            let all = ["chat-server", "export", "--out=x"];
            Cli::try_parse_from(all.iter().chain(args)).is_ok()
        };
        let clinic = format!("--clinic={id}");
        assert!(parsed(&[id]));
        assert!(parsed(&[id, "--format=fhir-r5"]));
        assert!(parsed(&[&clinic, "--since=2026-03-01T12:00:00Z"]));
        assert!(!parsed(&[]));
        assert!(!parsed(&[id, &clinic]));
        assert!(!parsed(&[id, "--no-files"]));
        assert!(!parsed(&[&clinic, &format!("--person={id}")]));
        assert!(!parsed(&[&clinic, "--format=fhir-r3"]));
        assert!(!parsed(&[&clinic, "--since=yesterday"]));
    }

    #[test]
    fn checkpoint_requires_a_key() {
        let parsed = |args: &[&str]| {
            Cli::try_parse_from(["chat-server", "verify"].iter().chain(args)).is_ok()
        };
        assert!(parsed(&[]));
        assert!(parsed(&["--checkpoint=a", "--public-key=b"]));
        assert!(!parsed(&["--checkpoint=a"]));
        assert!(!parsed(&["--public-key=b"]));
        assert!(parsed(&["--since=2026-03-01T12:00:00Z"]));
        assert!(!parsed(&["--since=yesterday"]));
        let visit = "--visit=0192d1f0-0000-7000-8000-000000000001";
        assert!(!parsed(&["--since=2026-03-01T12:00:00Z", visit]));
    }
}
