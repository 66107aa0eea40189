use super::*;

fn span(position: u64, visit: u128, first: u64, last: u64) -> FeedSpan {
    FeedSpan {
        position,
        visit: VisitId::new(Uuid::from_u128(visit)),
        first: Seq(first),
        last: Seq(last),
        pass: Uuid::nil(),
    }
}

#[test]
fn part_of_spans_has_each_entry_from_the_position_to_the_limit() {
    let spans = [span(0, 1, 1, 3), span(3, 2, 1, 1), span(4, 1, 4, 6)];
    let flat = |spans: &[FeedSpan]| -> Vec<(u64, VisitId, u64)> {
        let entries = |s: &FeedSpan| {
            let s = *s;
            (0..s.len()).map(move |n| (s.position + n, s.visit, s.first.0 + n))
        };
        spans.iter().flat_map(entries).collect()
    };
    let all = flat(&spans);
    assert_eq!(all.len(), 7);
    for from in 0..9 {
        for limit in 0..9 {
            let wanted: Vec<_> = all.iter().skip(from).take(limit).copied().collect();
            let part = FeedSpan::part(spans, from as u64, limit);
            assert_eq!(flat(&part), wanted, "from {from}, limit {limit}");
        }
    }
}

#[test]
fn spans_with_a_gap_or_a_repeat_are_invalid() {
    let sound = [span(5, 1, 3, 4), span(7, 2, 1, 1), span(8, 1, 5, 5)];
    let visits = FeedSpan::check(&sound).unwrap();
    let of = |visit| visits[&VisitId::new(Uuid::from_u128(visit))];
    assert_eq!(of(1), (Seq(3), Seq(5)));
    assert_eq!(of(2), (Seq(1), Seq(1)));
    for wrong in [
        [span(5, 1, 3, 4), span(8, 2, 1, 1)],
        [span(5, 1, 3, 4), span(6, 2, 1, 1)],
        [span(5, 1, 3, 4), span(7, 1, 6, 6)],
        [span(5, 1, 3, 4), span(7, 1, 4, 4)],
        [span(5, 1, 3, 4), span(7, 2, 2, 1)],
        [span(5, 1, 3, 4), span(7, 2, 0, 1)],
    ] {
        assert!(FeedSpan::check(&wrong).is_err(), "{wrong:?}");
    }
}
