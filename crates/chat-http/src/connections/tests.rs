use super::*;
use uuid::Uuid;

fn ids(person: u128) -> (ClinicId, PersonId) {
    let clinic = ClinicId::new(Uuid::from_u128(1));
    (clinic, PersonId::new(Uuid::from_u128(person)))
}

fn address(text: &str) -> IpAddr {
    text.parse().unwrap()
}

#[test]
fn share_is_released_on_drop_with_its_holder() {
    let shares = Shares::default();
    let first = shares.take("a", 3, 5).unwrap();
    assert!(shares.take("a", 3, 5).is_none());
    let second = shares.take("a", 2, 5).unwrap();
    let other = shares.take("b", 5, 5).unwrap();
    drop(first);
    let third = shares.take("a", 3, 5).unwrap();
    assert_eq!(shares.holders(), 2);
    drop((second, third, other));
    assert_eq!(shares.holders(), 0);
    assert!(shares.take("a", usize::MAX, 5).is_none());
}

#[test]
fn person_limit_does_not_affect_others() {
    let counts = LiveCounts::new(2, 3);
    let admit = |person| {
        let (clinic, person) = ids(person);
        counts.admit(clinic, person, None)
    };
    let first = admit(1).unwrap();
    let _second = admit(1).unwrap();
    let refused = admit(1).unwrap_err();
    assert_eq!(refused.status(), 429);
    assert_eq!(refused.document().code, "too_many_connections");
    let _other = admit(2).unwrap();
    drop(first);
    let _third = admit(1).unwrap();
}

#[test]
fn refused_connection_takes_no_slot_of_the_network() {
    let counts = LiveCounts::new(2, 1);
    let admit = |person, from| {
        let (clinic, person) = ids(person);
        counts.admit(clinic, person, Some(address(from)))
    };
    let _first = admit(1, "192.0.2.1").unwrap();
    for _ in 0..3 {
        assert!(admit(1, "192.0.2.1").is_err());
        assert!(admit(2, "::ffff:192.0.2.1").is_err());
    }
    let _second = admit(1, "192.0.2.2").unwrap();
    let _third = admit(2, "2001:db8::1").unwrap();
    assert!(admit(3, "2001:db8::ffff:1:2:3").is_err());
    let _fourth = admit(3, "2001:db8:0:1::1").unwrap();
}
