//! The statements of a batch.

/// The heads of visits. `$1` are places in the batch, `$2` and `$3` the visits' keys.
pub(super) const HEADS: &str = "SELECT w.place, v.version, v.hash
    FROM unnest($1::int[], $2::uuid[], $3::uuid[]) AS w (place, visit, clinic)
    JOIN visit AS v ON v.visit = w.visit AND v.clinic = w.clinic";

macro_rules! wanted {
    () => {
        "WITH session AS (
            SELECT session FROM writer WHERE session = $1 FOR SHARE
        ), wanted AS (
            SELECT w.* FROM session, unnest(
                $2::int[], $3::uuid[], $4::uuid[], $5::bigint[], $6::bytea[], $7::bigint[],
                $8::bytea[], $9::bigint[], $10::text[], $11::bigint[], $12::bool[], $13::bytea[]
            ) AS w (
                place, visit, clinic, expected, base, version,
                hash, scheduled_for, phase, due, leased, summary
            )
        )"
    };
}

macro_rules! rows {
    () => {
        ", done AS (
            SELECT w.place, w.visit, w.clinic, w.scheduled_for
            FROM wanted AS w JOIN advanced AS a ON a.visit = w.visit AND a.clinic = w.clinic
        ), entries AS (
            INSERT INTO entry (visit, clinic, seq, hash, body)
            SELECT d.visit, d.clinic, e.seq, e.hash, e.body
            FROM unnest($14::int[], $15::bigint[], $16::bytea[], $17::bytea[])
                AS e (place, seq, hash, body)
            JOIN done AS d ON d.place = e.place
        ), people AS (
            INSERT INTO participant
                (visit, clinic, person, active, care_team, scheduled_for, waiting_since)
            SELECT d.visit, d.clinic, p.person, p.active, p.care_team, d.scheduled_for, p.waiting_since
            FROM unnest($18::int[], $19::uuid[], $20::bool[], $21::bool[], $22::bigint[])
                AS p (place, person, active, care_team, waiting_since)
            JOIN done AS d ON d.place = p.place
            ON CONFLICT (visit, clinic, person) DO UPDATE SET
                active = excluded.active,
                care_team = excluded.care_team,
                scheduled_for = excluded.scheduled_for,
                waiting_since = excluded.waiting_since
            WHERE (participant.active, participant.care_team, participant.scheduled_for, participant.waiting_since)
                IS DISTINCT FROM
                (excluded.active, excluded.care_team, excluded.scheduled_for, excluded.waiting_since)
        )
        SELECT place FROM done"
    };
}

/// Appends to visits, each only if its log is at the expected version with the expected hash, and all only if the session may
/// append. Returns the places of the visits whose log was. One statement is one transaction. It locks the visits in order, so
/// that two nodes never wait for each other.
///
/// `$1` is the session, `$2` to `$13` the visits, `$14` to `$17` their entries, `$18` to `$22` their participants. Entries
/// and participants name the place of their visit. A visit without a summary keeps its own.
pub(super) const APPEND: &str = concat!(
    wanted!(),
    ", locked AS (
        SELECT v.visit, v.clinic
        FROM wanted AS w JOIN visit AS v ON v.visit = w.visit AND v.clinic = w.clinic
        ORDER BY v.visit, v.clinic FOR UPDATE OF v
    ), advanced AS (
        UPDATE visit AS v SET
            version = w.version,
            hash = w.hash,
            unfed = TRUE,
            scheduled_for = coalesce(w.scheduled_for, v.scheduled_for),
            phase = coalesce(w.phase, v.phase),
            due = CASE WHEN w.summary IS NULL THEN v.due ELSE w.due END,
            leased = coalesce(w.leased, v.leased),
            summary = coalesce(w.summary, v.summary)
        FROM wanted AS w JOIN locked AS l ON l.visit = w.visit AND l.clinic = w.clinic
        WHERE v.visit = w.visit AND v.clinic = w.clinic
          AND v.version = w.expected AND v.hash = w.base
        RETURNING v.visit, v.clinic
    )",
    rows!(),
);

/// As [`APPEND`], for visits that do not exist yet.
pub(super) const CREATE: &str = concat!(
    wanted!(),
    ", advanced AS (
        INSERT INTO visit
            (visit, clinic, version, hash, scheduled_for, phase, due, leased, summary)
        SELECT visit, clinic, version, hash, scheduled_for, phase, due, leased, summary
        FROM wanted WHERE expected = 0 ORDER BY visit, clinic
        ON CONFLICT (visit, clinic) DO NOTHING
        RETURNING visit, clinic
    )",
    rows!(),
);
