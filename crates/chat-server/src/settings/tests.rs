//! Settings from files. The environment is shared by all tests of a process, so the end-to-end
//! tests cover it.

use super::*;
use chat_attachments::Finding;
use chat_domain::Policy;
use confique::meta::{FieldKind, Meta};

fn load(toml: &str) -> Result<Settings, StartError> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), toml).unwrap();
    Settings::load(Some(file.path()))
}

#[test]
fn only_the_secret_has_no_default() {
    let settings = load("").unwrap();
    assert_eq!(settings.listen, "127.0.0.1:8080".parse().unwrap());
    assert_eq!(settings.rules_version, RulesVersion::NEWEST);
    assert_eq!(settings.policy.over(Policy::DEFAULT), Policy::DEFAULT);
    assert_eq!(
        settings.attachments.policy(&Policy::DEFAULT),
        chat_attachments::AttachmentPolicy::DEFAULT
    );
    assert!(
        settings
            .secret()
            .unwrap_err()
            .to_string()
            .contains("jwt_secret")
    );
}

#[test]
fn file_overrides_the_defaults() {
    let settings = load(
        "listen = '127.0.0.1:0'
         jwt_secret = 'f3a91c5d7e0b48261d5c9e7a3f806b42'
         [log]
         format = 'json'
         [policy]
         open_history = true
         max_upload_bytes_per_person = 1_000
         max_upload_bytes_per_visit = 2_000
         max_uploads_per_person = 30
         max_uploads_per_visit = 40
         min_counted_file_bytes = 512
         max_entries_per_person = 50
         max_text_bytes_per_person = 6_000
         max_corrections_per_message = 7
         max_acts_per_person = 60
         [attachments]
         allow = ['encrypted']",
    )
    .unwrap();
    let policy = settings.policy.over(Policy::DEFAULT);
    assert!(policy.open_history && !policy.guests_have_direct_chats);
    assert_eq!(policy.max_upload_bytes_per_person, Some(1_000));
    assert_eq!(policy.max_upload_bytes_per_visit, Some(2_000));
    assert_eq!(policy.max_uploads_per_person, Some(30));
    assert_eq!(policy.max_uploads_per_visit, Some(40));
    assert_eq!(policy.min_counted_file_bytes, Some(512));
    assert_eq!(policy.max_entries_per_person, Some(50));
    assert_eq!(policy.max_text_bytes_per_person, Some(6_000));
    assert_eq!(policy.max_corrections_per_message, Some(7));
    assert_eq!(policy.max_acts_per_person, Some(60));
    assert!(
        settings
            .attachments
            .policy(&Policy::DEFAULT)
            .allows(Finding::Encrypted)
    );
    assert!(
        !settings
            .attachments
            .policy(&Policy::DEFAULT)
            .allows(Finding::MotionPhoto)
    );
    assert_eq!(settings.log.format, LogFormat::Json);
    assert_eq!(settings.secret().unwrap().as_bytes().len(), 32);
}

#[test]
fn one_setting_raises_the_largest_file_and_another_bounds_it() {
    let limits = |toml| {
        let settings = load(toml).unwrap();
        let policy = settings.policy.over(Policy::DEFAULT);
        (
            policy.max_file_bytes,
            settings.attachments.policy(&policy).max_bytes,
        )
    };
    let default = Policy::DEFAULT.max_file_bytes;
    assert_eq!(limits(""), (default, default));
    assert_eq!(
        limits("[policy]\nmax_file_bytes = 40_000_000"),
        (40_000_000, 40_000_000)
    );
    assert_eq!(limits("[attachments]\nmax_bytes = 1_000"), (default, 1_000));
}

#[test]
fn quick_phrases_are_checked_and_bounded() {
    let phrases = |list: &str| {
        let settings = load(&format!("quick_phrases = {list}"))?;
        let phrases = settings.quick_phrases.0.iter().map(ToString::to_string);
        Ok::<Vec<_>, StartError>(phrases.collect())
    };
    assert_eq!(phrases("[]").unwrap(), Vec::<String>::new());
    assert_eq!(
        phrases("['Please call us. ', 'We are late.']").unwrap(),
        ["Please call us.", "We are late."]
    );
    let error = phrases("['fine', '']").unwrap_err().to_string();
    assert!(error.contains("phrase 2"), "{error}");
    let list = |count| format!("[{}]", "'x',".repeat(count));
    assert_eq!(phrases(&list(50)).unwrap().len(), 50);
    let error = phrases(&list(51)).unwrap_err().to_string();
    assert!(error.contains("50"), "{error}");
}

#[test]
fn notices_are_checked_and_bounded() {
    let notices = |list: &str| {
        let settings = load(&format!("notices = {list}"))?;
        let texts = settings.notices.unwrap().0;
        let texts = texts.as_slice().iter().map(|text| text.as_str().to_owned());
        Ok::<Vec<_>, StartError>(texts.collect())
    };
    assert_eq!(load("").unwrap().notices, None);
    assert_eq!(notices("[]").unwrap(), [""; 0]);
    assert_eq!(
        notices("['Water, please ', 'Help']").unwrap(),
        ["Water, please", "Help"]
    );
    let error = notices("['fine', '']").unwrap_err().to_string();
    assert!(error.contains("notice 2"), "{error}");
    let error = notices("['Help', 'Help']").unwrap_err().to_string();
    assert!(error.contains("notice 2 appears twice"), "{error}");
    let list = |count| {
        let texts: Vec<_> = (0..count).map(|n| format!("'{n}'")).collect();
        format!("[{}]", texts.join(","))
    };
    assert_eq!(notices(&list(8)).unwrap().len(), 8);
    let error = notices(&list(9)).unwrap_err().to_string();
    assert!(error.contains("more than 8"), "{error}");
    let lines = super::notices::from_lines("Help\n\n I lost the connection \n").unwrap();
    assert_eq!(lines.0.as_slice().len(), 2);
}

#[test]
fn environment_variables_match_the_keys() {
    fn look(meta: &Meta, prefix: &str) -> usize {
        let mut leaves = 0;
        for field in meta.fields {
            let name = format!("{prefix}_{}", field.name.to_uppercase());
            match &field.kind {
                FieldKind::Leaf { .. } if field.name == "policy" => {}
                FieldKind::Leaf { env, .. } => {
                    assert_eq!(*env, Some(&*name));
                    leaves += 1;
                }
                FieldKind::Nested { meta } => leaves += look(meta, &name),
            }
        }
        leaves
    }
    assert!(look(&Settings::META, "VISIT_CHAT") > 20);
}

#[test]
fn unset_limits_are_the_defaults() {
    let default = format!("{:?}", crate::Limits::default());
    assert_eq!(format!("{:?}", load("").unwrap().limits.limits()), default);
    let toml = "[limits]
        connections = 100
        live_per_person = 3
        write_seconds = 5
        trusted_proxies = ['10.0.0.0/8', '2001:db8::1']";
    let limits = load(toml).unwrap().limits.limits();
    assert_eq!((limits.connections, limits.live_per_person), (Some(100), 3));
    assert_eq!(limits.write_timeout.as_secs(), 5);
    assert_eq!(limits.trusted_proxies.len(), 2);
    let none = load("[limits]\ntrusted_proxies = []").unwrap();
    assert!(none.limits.limits().trusted_proxies.is_empty());
}

#[test]
fn clamd_address_enables_the_scanner() {
    assert!(load("").unwrap().scanner.scanning().unwrap().is_none());
    for (address, shown) in [
        ("127.0.0.1:3310", "127.0.0.1:3310"),
        ("/run/clamav/clamd.ctl", "/run/clamav/clamd.ctl"),
    ] {
        let toml = format!("[scanner]\nclamd = '{address}'\nscan_seconds = 7\nretry_seconds = 2");
        let scanning = load(&toml).unwrap().scanner.scanning().unwrap().unwrap();
        assert_eq!(scanning.scanner.address().to_string(), shown);
        assert_eq!(scanning.limit.as_secs(), 7);
        assert_eq!(scanning.retry.as_secs(), 2);
    }
    let wrong = load("[scanner]\nclamd = 'clamd'").unwrap().scanner;
    let error = wrong.scanning().unwrap_err().to_string();
    assert!(error.contains("scanner.clamd"), "{error}");
}

#[test]
fn invalid_settings_are_named() {
    for (toml, named) in [
        ("listen = 'nowhere'", "listen"),
        ("lisen = '127.0.0.1:1'", "lisen"),
        ("[policy]\nopen_histroy = true", "open_histroy"),
        ("[policy]\nopen_history = 'yes'", "open_history"),
        (
            "[policy]\nmax_acts_per_person = 2_147_483_648",
            "max_acts_per_person",
        ),
        ("[attachments]\nallow = ['everything']", "attachments.allow"),
        ("[log]\nformat = 'xml'", "log.format"),
        ("[scanner]\nclam = '127.0.0.1:3310'", "clam"),
        ("[scanner]\nscan_seconds = 0", "scan_seconds"),
        ("[limits]\nlive_per_person = 0", "live_per_person"),
        (
            "[limits]\ntrusted_proxies = ['proxy']",
            "`proxy` is neither",
        ),
    ] {
        let error = load(toml).unwrap_err().to_string();
        assert!(error.contains(named), "{error}");
    }
}

#[test]
fn given_settings_file_must_exist() {
    let error = Settings::load(Some(Path::new("/nowhere/settings.toml"))).unwrap_err();
    assert!(
        error.to_string().contains("/nowhere/settings.toml"),
        "{error}"
    );
}

#[test]
fn short_secret_is_refused_and_not_shown() {
    let settings = load("jwt_secret = 'hunter2'").unwrap();
    let error = settings.secret().unwrap_err().to_string();
    assert!(
        error.contains("jwt_secret") && error.contains("32"),
        "{error}"
    );
    assert!(!error.contains("hunter2"));
    assert!(!format!("{settings:?}").contains("hunter2"));
}

#[test]
fn weak_secret_is_refused_with_the_reason() {
    let padded = "f3a91c5d7e0b48261d5c9e7a3f806b42 ";
    for (secret, reason) in [
        (&*"a".repeat(32), "1 different"),
        (&*" ".repeat(40), "1 different"),
        (&*"ab".repeat(20), "2 different"),
        (
            &*"correct-horse-".repeat(3),
            "repeats itself after 14 bytes",
        ),
        (padded, "white space"),
    ] {
        let settings = load(&format!("jwt_secret = '{secret}'")).unwrap();
        let error = settings.secret().unwrap_err().to_string();
        assert!(
            error.contains("jwt_secret") && error.contains(reason),
            "{error}"
        );
        assert!(!error.contains(secret));
    }
}

#[test]
fn secret_file_may_end_with_a_line_ending() {
    let good = "f3a91c5d7e0b48261d5c9e7a3f806b42";
    let file = tempfile::NamedTempFile::new().unwrap();
    let read = |content: &str| {
        std::fs::write(file.path(), content).unwrap();
        let settings = load(&format!("jwt_secret_file = '{}'", file.path().display()));
        settings.unwrap().secret()
    };
    for end in ["", "\n", "\r\n"] {
        let secret = read(&format!("{good}{end}")).unwrap();
        assert_eq!(secret.as_bytes(), good.as_bytes());
    }
    for content in [
        format!(" {good}\n"),
        format!("{good} \n"),
        format!("{good}\n\n"),
    ] {
        let error = read(&content).unwrap_err().to_string();
        assert!(
            error.contains("jwt_secret_file") && error.contains("white space"),
            "{error}"
        );
    }
    let error = read(&" \n".repeat(40)).unwrap_err().to_string();
    assert!(error.contains("2 different"), "{error}");
}

#[test]
fn adapters_of_several_processes_need_their_servers() {
    let check = |toml: &str| load(toml).unwrap().check_adapters();
    let password = "host=a password=hunter2";
    let postgres = format!("storage = 'postgres'\n[postgres]\nconnection = '{password}'");
    let with_nats = format!("fanout = 'nats'\n{postgres}");
    assert!(check("").is_ok() && check(&postgres).is_ok());
    assert!(check(&format!("{with_nats}\n[nats]\nservers = 'nats://a'")).is_ok());
    for (toml, named) in [
        ("storage = 'postgres'", "postgres.connection"),
        ("fanout = 'nats'", "storage = \"postgres\""),
        (&with_nats, "nats.servers"),
    ] {
        let error = check(toml).unwrap_err().to_string();
        assert!(error.contains(named), "{error}");
    }
    let file = format!("{postgres}\nconnection_file = '/nowhere'");
    assert!(check(&file).unwrap_err().to_string().contains("only one"));
    let shown = format!("{:?}", load(&postgres).unwrap());
    assert!(!shown.contains("hunter2"), "{shown}");
}

fn load_attachments(text: &str) -> Result<AttachmentSettings, StartError> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    AttachmentSettings::load(file.path())
}

#[test]
fn attachment_policy_can_be_a_separate_file() {
    for text in [
        "max_bytes = 1_000\nallow = ['encrypted']\n",
        "\n {\"max_bytes\": 1000, \"allow\": [\"encrypted\"]}",
    ] {
        let policy = load_attachments(text).unwrap().policy(&Policy::DEFAULT);
        assert_eq!(policy.max_bytes, 1_000);
        assert!(policy.allows(Finding::Encrypted) && !policy.allows(Finding::MotionPhoto));
    }
    let default = chat_attachments::AttachmentPolicy::DEFAULT;
    for nothing in ["", "# as it is", "{}"] {
        assert_eq!(
            load_attachments(nothing).unwrap().policy(&Policy::DEFAULT),
            default
        );
    }
}

#[test]
fn attachment_policy_errors_have_a_position() {
    for (text, named, place) in [
        (
            "max_bytes = 1\nmax_bites = 2",
            "max_bites",
            "line 2 column 1",
        ),
        ("{\"max_bites\": 2}", "max_bites", "line 1 column 12"),
        (
            "\nallow = ['encrypted', 'everything']",
            "everything",
            "line 2 column 23",
        ),
        (
            "{\n\"allow\": [\"everything\"]}",
            "everything",
            "line 2 column 22",
        ),
        ("max_bytes = 'many'", "many", "line 1 column 13"),
        ("max_bytes = -1", "-1", "line 1 column 13"),
        ("max_bytes 1", "", "line 1 column 11"),
        ("{\"max_bytes\": 1", "EOF", "line 1 column 15"),
        ("{} {}", "trailing", "line 1 column 4"),
    ] {
        let error = load_attachments(text).unwrap_err().to_string();
        assert!(error.contains(named) && error.contains(place), "{error}");
        assert!(!error.contains('\n'), "{error}");
    }
    let error = AttachmentSettings::load(Path::new("/nowhere/policy.toml")).unwrap_err();
    assert!(
        error.to_string().contains("/nowhere/policy.toml"),
        "{error}"
    );
}
