//! Queries of Excel 97–2003 workbooks to web pages and databases. Those of XLSX are in [`network`](crate::network).

use chat_attachments::fixture::Compound;
use chat_attachments::{Finding, Judgement};

use crate::support::judged;

fn record(kind: u16, body: &[u8]) -> Vec<u8> {
    let len = u16::try_from(body.len()).unwrap();
    [&kind.to_le_bytes(), &len.to_le_bytes(), body].concat()
}

/// The first record of the globals (5) or a sheet (16).
fn begin(kind: u8) -> Vec<u8> {
    record(0x0809, &[0, 6, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
}

fn end() -> Vec<u8> {
    record(0x000a, &[])
}

/// A query of this type.
fn query(kind: u8) -> Vec<u8> {
    record(0x00dc, &[kind, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0])
}

/// The record before a sheet's query, with its flags.
fn table(flags: u16) -> Vec<u8> {
    record(0x01ad, &[&flags.to_le_bytes(), [0; 10].as_slice()].concat())
}

/// The record after a query, with the minutes of its interval.
fn extension(minutes: u16) -> Vec<u8> {
    let minutes = minutes.to_le_bytes();
    let head = [&[3, 8, 0, 0, 4, 0], [0; 16].as_slice()].concat();
    record(0x0803, &[&head, minutes.as_slice(), &[0; 4]].concat())
}

const QUIET: u16 = 0x0349;
const REFRESHED: u16 = QUIET | 0x20;

/// A workbook's stream with these records among its globals, and a sheet of these records, which begins here.
fn stream(globals: &[u8], sheet: &[u8], shift: u32) -> Vec<u8> {
    let before = [begin(5), globals.to_vec()].concat();
    let bound = |at: u32| {
        record(
            0x85,
            &[&at.to_le_bytes(), b"\0\0\x06\0Sheet1".as_slice()].concat(),
        )
    };
    let at = u32::try_from(before.len() + bound(0).len() + end().len()).unwrap();
    [
        before,
        bound(at + shift),
        end(),
        begin(16),
        sheet.to_vec(),
        end(),
    ]
    .concat()
}

fn workbook(globals: &[u8], sheet: &[u8]) -> Judgement {
    let file = Compound::new().stream("Workbook", stream(globals, sheet, 0));
    judged(&file.finish(), "a.xls")
}

#[test]
fn a_sheet_s_query_that_runs_on_opening_needs_a_decision() {
    let chart = [begin(32), end()].concat();
    for kind in [1, 4, 5, 7] {
        let sheet = [table(REFRESHED), query(kind)].concat();
        for sheet in [&sheet, &[chart.clone(), sheet.clone()].concat()] {
            assert_eq!(
                workbook(&[], sheet).undecided,
                [Finding::DataConnection],
                "{kind}"
            );
        }
        let quiet = [table(REFRESHED), table(QUIET), query(kind)].concat();
        assert!(workbook(&[], &quiet).is_accepted(), "{kind}");
    }
    let text = [table(REFRESHED), query(6)].concat();
    assert!(workbook(&[], &text).is_accepted());
    // The bytes of a query in a text.
    let text = record(0x0204, &[table(REFRESHED), query(4)].concat());
    assert!(workbook(&[], &text).is_accepted());
}

#[test]
fn a_query_that_runs_at_an_interval_needs_a_decision() {
    for kind in [1, 4, 5, 7] {
        let sheet = |minutes| [table(QUIET), query(kind), extension(minutes)].concat();
        for minutes in [1, 60, 0x7f00] {
            let judgement = workbook(&[], &sheet(minutes));
            assert_eq!(judgement.undecided, [Finding::DataConnection], "{kind}");
        }
        assert!(workbook(&[], &sheet(0)).is_accepted());
        // The query of a pivot table.
        let globals = |minutes| [query(kind), extension(minutes)].concat();
        let judgement = workbook(&globals(1), &[]);
        assert_eq!(judgement.undecided, [Finding::DataConnection], "{kind}");
        assert!(workbook(&globals(0), &[]).is_accepted());
    }
    let text = [table(QUIET), query(6), extension(1)].concat();
    assert!(workbook(&[], &text).is_accepted());
    let next = [table(QUIET), query(4), table(QUIET), extension(1)].concat();
    assert!(workbook(&[], &next).is_accepted());
    let short = [table(QUIET), query(4), record(0x0803, &[7; 22])].concat();
    assert!(workbook(&[], &short).is_accepted());
}

#[test]
fn a_query_is_found_at_any_offset_of_the_stream() {
    for padding in 400..540 {
        let sheet = [
            record(0x0204, &vec![7; padding]),
            table(REFRESHED),
            query(5),
        ]
        .concat();
        assert_eq!(workbook(&[], &sheet).undecided, [Finding::DataConnection]);
    }
    let far = record(0x0204, &[7; 8_000]).repeat(20);
    let sheet = [far, table(REFRESHED), query(5)].concat();
    assert_eq!(workbook(&[], &sheet).undecided, [Finding::DataConnection]);
}

#[test]
fn a_sheet_with_a_query_that_can_t_be_walked_needs_a_decision() {
    let sheet = [table(QUIET), query(4)].concat();
    for (shift, count) in [(0, 0), (1, 1), (90_000, 1)] {
        let file = Compound::new().stream("Workbook", stream(&[], &sheet, shift));
        let found = vec![Finding::DataConnection; count];
        assert_eq!(judged(&file.finish(), "a.xls").undecided, found, "{shift}");
    }
    // The sheet is where the globals say, in another record.
    let hidden = [begin(16), table(REFRESHED), query(4), end()].concat();
    let hiding = record(0x0204, &hidden);
    let file = Compound::new().stream("Workbook", stream(&[], &hiding, 20 + 4));
    assert_eq!(
        judged(&file.finish(), "a.xls").undecided,
        [Finding::DataConnection]
    );
}

#[test]
fn a_pivot_table_that_loads_external_data_on_opening_needs_a_decision() {
    let with = |globals: &[u8], flags: u8, source: u8| {
        let mut cache = vec![0; 40];
        cache[..4].copy_from_slice(&[0xc6, 0, 36, 0]);
        cache[10] = flags;
        cache[20] = source;
        let file = Compound::new()
            .stream("Workbook", stream(globals, &[], 0))
            .stream("_SX_DB_CUR/0001", cache);
        judged(&file.finish(), "a.xls")
    };
    let connection = |kind: u8| record(0x0876, &[0x76, 8, 0, 0, kind, 0, 0, 0]);
    for globals in [query(5), connection(5)] {
        assert_eq!(with(&globals, 4, 2).undecided, [Finding::DataConnection]);
        assert!(with(&globals, 0, 2).is_accepted());
        assert!(with(&globals, 4, 1).is_accepted());
    }
    assert!(with(&[], 4, 2).is_accepted());
    assert!(with(&connection(6), 4, 2).is_accepted());
}
