//! Signatures made to be accepted wrongly, in the style of Wycheproof.

use crate::{
    hostile_tokens::Cast,
    signer::{claims, encode},
};

/// The order of P-256 (SEC 2, section 2.4.2).
const ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc, 0xe6,
    0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

/// The order of Ed25519's group (RFC 8032, section 5.1), little-endian.
const ED25519_ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

/// The token with another signature.
fn resigned(token: &str, change: impl FnOnce(Vec<u8>) -> Vec<u8>) -> String {
    let (signed, signature) = token.rsplit_once('.').unwrap();
    let signature = base64::Engine::decode(&base64::prelude::BASE64_URL_SAFE_NO_PAD, signature);
    format!("{signed}.{}", encode(&change(signature.unwrap())))
}

#[tokio::test]
async fn signatures_have_one_form() {
    let cast = Cast::new();
    let Cast {
        rsa, p256, ed25519, ..
    } = &cast;
    let [ec, rs, ed] = [(p256, "ec"), (rsa, "rsa"), (ed25519, "ed")]
        .map(|(signer, kid)| signer.token(kid, &claims()));
    let parts = |r: [u8; 32], s: [u8; 32]| resigned(&ec, |_| [r, s].concat());
    let one = std::array::from_fn(|at| u8::from(at == 31));
    let bad = "bad_signature";
    let mut cases = vec![
        ("r and s zero", bad, parts([0; 32], [0; 32])),
        (
            "r zero",
            bad,
            resigned(&ec, |it| [&[0; 32], &it[32..]].concat()),
        ),
        (
            "s zero",
            bad,
            resigned(&ec, |it| [&it[..32], &[0; 32]].concat()),
        ),
        ("r and s one", bad, parts(one, one)),
        ("r and s the order", bad, parts(ORDER, ORDER)),
        ("r the order, s one", bad, parts(ORDER, one)),
        ("r and s all ones", bad, parts([255; 32], [255; 32])),
        (
            "DER instead of raw",
            bad,
            resigned(&ec, |it| der(&it[..32], &it[32..])),
        ),
        (
            "padded to 66 bytes",
            bad,
            resigned(&ec, |it| [&[0], &it[..32], &[0], &it[32..]].concat()),
        ),
        (
            "r and s swapped",
            bad,
            resigned(&ec, |it| [&it[32..], &it[..32]].concat()),
        ),
        // JWA permits both s and n - s (RFC 7518, section 3.4), and signers use both. No one but the signer can change
        // the message by it.
        (
            "s negated",
            "ok",
            resigned(&ec, |it| [&it[..32], &negated(&it[32..])].concat()),
        ),
        (
            "s of Ed25519 raised by the order",
            bad,
            resigned(&ed, |it| [&it[..32], &raised(&it[32..])].concat()),
        ),
        (
            "R of Ed25519 zero",
            bad,
            resigned(&ed, |it| [&[0; 32], &it[32..]].concat()),
        ),
        ("Ed25519 all zero", bad, resigned(&ed, |_| vec![0; 64])),
        ("RSA zero", bad, resigned(&rs, |it| vec![0; it.len()])),
        (
            "RSA one",
            bad,
            resigned(&rs, |it| [vec![0; it.len() - 1], vec![1]].concat()),
        ),
        ("RSA all ones", bad, resigned(&rs, |it| vec![255; it.len()])),
        (
            "RSA with a leading zero",
            bad,
            resigned(&rs, |it| [vec![0], it].concat()),
        ),
    ];
    for token in [&ec, &rs, &ed] {
        cases.push(("empty", bad, resigned(token, |_| Vec::new())));
        cases.push((
            "a byte short",
            bad,
            resigned(token, |mut it| {
                it.pop();
                it
            }),
        ));
        cases.push((
            "a byte more",
            bad,
            resigned(token, |it| [it, vec![0]].concat()),
        ));
        cases.push((
            "last bit",
            bad,
            resigned(token, |mut it| {
                *it.last_mut().unwrap() ^= 1;
                it
            }),
        ));
    }
    cast.check(&cases).await;
}

/// `SEQUENCE { INTEGER, INTEGER }`.
fn der(r: &[u8], s: &[u8]) -> Vec<u8> {
    let integer = |number: &[u8]| [&[2, number.len() as u8 + 1, 0], number].concat();
    let both = [integer(r), integer(s)].concat();
    [vec![0x30, both.len() as u8], both].concat()
}

/// The order minus the number, big-endian.
fn negated(s: &[u8]) -> [u8; 32] {
    let mut borrow = 0_i16;
    let mut result = [0; 32];
    for at in (0..32).rev() {
        let digit = i16::from(ORDER[at]) - i16::from(s[at]) - borrow;
        borrow = i16::from(digit < 0);
        result[at] = digit.rem_euclid(256) as u8;
    }
    result
}

/// The number plus the order of Ed25519's group, little-endian.
fn raised(s: &[u8]) -> [u8; 32] {
    let mut carry = 0_u16;
    std::array::from_fn(|at| {
        let digit = u16::from(ED25519_ORDER[at]) + u16::from(s[at]) + carry;
        carry = digit / 256;
        digit as u8
    })
}
