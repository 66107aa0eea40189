//! The server is killed repeatedly under load. Everything acknowledged is stored once, at its position;
//! nothing refused is stored (G2, G3, F7).
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests fail by panicking"
)]

mod record;
mod writer;

use chat_domain::{ClinicId, Seq, VisitId, log::replay};
use chat_ports::{VisitKey, VisitLog as _};
use chat_sqlite::{SqliteOptions, SqliteVisitLog};
use record::Record;
use std::{path::Path, sync::atomic::Ordering, time::Duration};
use visit_chat_tests::{Clinic, Person, ServerProcess, Visit, eventually};
use writer::Writer;

const KILLS: u64 = 50;
const VISITS: usize = 6;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn g3_fifty_kills_lose_duplicate_and_misplace_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    std::fs::create_dir(&data).unwrap();
    let server = ServerProcess::serve(&data);
    let mut clinic = Clinic::new(server.url());
    let provider = clinic.person("provider", "Dr. Ito");
    let patient = clinic.person("patient", "Ana Silva");
    let mut writers = Vec::new();
    for _ in 0..VISITS {
        let visit = clinic.schedule("one_to_one", &[&provider, &patient]).await;
        clinic.act(&patient, visit, "enter_waiting_room").await;
        let direct = patient.direct(&provider);
        writers.push(Writer::new(&provider, visit, &direct));
        writers.push(Writer::new(&patient, visit, &direct));
        // The care team never writes here, so every message must be refused (W2).
        writers.push(Writer::new(&patient, visit, "visit"));
    }
    server.kill_9();

    let mut random = 0x9E37_79B9_7F4A_7C15_u64;
    for _ in 0..KILLS {
        let server = ServerProcess::serve(&data);
        server.url().clone_into(&mut clinic.url);
        let answers: Vec<_> = writers.iter().map(Writer::answers).collect();
        let count = || answers.iter().map(|count| count.load(Ordering::Relaxed));
        let before: Vec<u64> = count().collect();
        let load: Vec<_> = writers
            .drain(..)
            .map(|writer| tokio::spawn(writer.write_until_it_breaks(clinic.clone())))
            .collect();
        // A different moment each time (xorshift).
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        tokio::time::sleep(Duration::from_millis(20 + random % 180)).await;
        // Each writer has started, even on a slow machine.
        eventually("two answers for each writer", async || {
            let enough = count().zip(&before).all(|(now, before)| now >= before + 2);
            enough.then_some(())
        })
        .await;
        server.kill_9();
        for writer in load {
            writers.push(writer.await.unwrap());
        }
    }

    // Two kills at defined moments: one between a commit and its answer, one before any commit.
    let server = settled(&data, &mut clinic, &mut writers).await;
    for writer in &mut writers {
        writer.lose_an_answer(&clinic).await;
    }
    server.kill_9();
    settled(&data, &mut clinic, &mut writers).await.kill_9();
    for writer in &mut writers {
        writer.write_while_down(&clinic).await;
    }

    let server = settled(&data, &mut clinic, &mut writers).await;
    assert!(server.terminate().success());
    let records: Vec<Record> = writers.into_iter().map(Writer::into_record).collect();
    check(&data, &clinic, &provider, &records).await;
}

/// Restarts the server and retries every unanswered message.
async fn settled(data: &Path, clinic: &mut Clinic, writers: &mut [Writer]) -> ServerProcess {
    let server = ServerProcess::serve(data);
    server.url().clone_into(&mut clinic.url);
    for writer in writers {
        writer.settle(clinic).await;
    }
    server
}

/// Reads the logs without the server and compares them with the clients' records.
async fn check(data: &Path, clinic: &Clinic, provider: &Person, records: &[Record]) {
    let log = SqliteVisitLog::open(data.join("visits.sqlite3"), SqliteOptions::default()).unwrap();
    let (mut acknowledged, mut refused, mut unknown, mut survived) = (0, 0, 0, 0);
    for record in records {
        let Visit { id } = record.visit;
        let key = VisitKey::new(ClinicId::new(clinic.id), VisitId::new(id));
        let entries = log.read(key, Seq::ZERO, usize::MAX).await.unwrap().entries;
        replay(&entries).expect("each entry was permitted, and the numbers have no gap");
        record.check(&entries);
        acknowledged += record.acknowledged.len();
        refused += record.refused.len();
        unknown += record.settled;
        survived += record.survived;
    }
    let by_provider = records.iter().filter(|record| record.author == provider.id);
    assert!(
        by_provider
            .map(|record| record.acknowledged.len())
            .sum::<usize>()
            > 50
    );
    println!(
        "{KILLS} kills: {acknowledged} acknowledged; {unknown} of them only when asked again, and of \
         those {survived} were stored before the kill; {refused} refused"
    );
    assert!(refused > 100, "enough messages were refused: {refused}");
    assert!(
        survived >= 2 * VISITS,
        "kills came between a commit and its answer"
    );
    assert!(
        unknown >= survived + 2 * VISITS,
        "kills came before a commit"
    );
}
