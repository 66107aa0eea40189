//! A base backup of the database under load, and a server on it.

use crate::{
    commands::{command, verify},
    load::Load,
    nodes::{Cluster, rounds},
};
use chat_test_servers::Postgres;
use std::fs;
use tokio::task::block_in_place;

/// Pairs of people who write.
const PAIRS: usize = 4;

#[tokio::test(flavor = "multi_thread")]
async fn base_backup_under_load_is_sound_and_holds_everything_acknowledged_before_it() {
    let postgres = block_in_place(Postgres::start);
    let cluster = block_in_place(|| Cluster::on(&postgres, 2));
    let clinic = cluster.clinic();
    let (key, checkpoint) = (cluster.path("key"), cluster.path("checkpoint"));
    let (key, checkpoint) = (key.to_str().unwrap(), checkpoint.to_str().unwrap());
    let (code, public) = block_in_place(|| command(&cluster, &["checkpoint-key", key]));
    assert_eq!(code, Some(0), "{public}");
    let load = Load::begin(&clinic, &cluster.at(1, &clinic), PAIRS).await;
    let backups = rounds(1, 10);
    let further = async || {
        let before = load.acknowledged();
        visit_chat_tests::eventually("messages", async || {
            (load.acknowledged() > before + 20 * PAIRS).then_some(())
        })
        .await;
    };
    for _ in 0..backups {
        further().await;
        let sign = ["checkpoint", "--key", key, "--out", checkpoint];
        let (code, text) = block_in_place(|| command(&cluster, &sign));
        assert_eq!(code, Some(0), "{text}");
        let before = load.acknowledged();
        let restored = block_in_place(|| postgres.restored_from_a_backup());
        further().await;
        let connection = restored.connection("test_0");
        let restored = Cluster::with_connection(connection, 0);
        block_in_place(|| fs::create_dir_all(restored.path("node-0").join("files")).unwrap());
        let sent = block_in_place(|| restored.sql("SELECT count(*) FROM entry"));
        assert!(sent.parse::<usize>().unwrap() >= before, "{sent} {before}");
        let check = [
            "verify",
            "--checkpoint",
            checkpoint,
            "--public-key",
            public.trim(),
        ];
        let (code, text) = block_in_place(|| command(&restored, &check));
        assert_eq!(code, Some(0), "{text}");
    }
    let findings = load.end().await;
    block_in_place(|| verify(&cluster));
    findings.report(&format!(
        "{backups} base backups of the database under load"
    ));
}
