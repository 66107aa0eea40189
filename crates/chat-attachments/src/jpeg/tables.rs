//! The segments that make up the picture. Their lengths have to add up (ISO/IEC 10918-1, B.2): decoders
//! refuse them otherwise, and something else could be in the rest.

/// A start of frame, of any process.
pub(super) const fn is_frame(marker: u8) -> bool {
    matches!(marker, 0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf)
}

/// Is a segment as long as what it says is in it? Those that are no part of the picture, such as comments, are.
pub(super) fn is_whole(marker: u8, body: &[u8]) -> bool {
    match marker {
        0xc4 => adds_up(body, huffman_table),
        0xcc => adds_up(body, conditioning),
        0xdb => adds_up(body, quantization_table),
        // Number of lines, restart interval, expansion.
        0xdc | 0xdd => body.len() == 2,
        0xdf => body.len() == 1,
        0xda => matches!(body, [n, rest @ ..] if rest.len() == 2 * usize::from(*n) + 3),
        0xde => is_frame_header(body),
        _ if is_frame(marker) => is_frame_header(body),
        _ => true,
    }
}

/// Precision, height, width, the number of components, and three bytes for each.
fn is_frame_header(body: &[u8]) -> bool {
    let [_, h1, h0, w1, w0, n, rest @ ..] = body else {
        return false;
    };
    let is_empty = [h1, h0] == [&0, &0] || [w1, w0] == [&0, &0];
    !is_empty && *n > 0 && rest.len() == 3 * usize::from(*n)
}

fn adds_up(mut body: &[u8], table: fn(&[u8]) -> Option<usize>) -> bool {
    while !body.is_empty() {
        match table(body).and_then(|len| body.get(len..)) {
            Some(rest) => body = rest,
            None => return false,
        }
    }
    true
}

/// The first byte's halves: a class, which is 0 or 1, and one of four places.
fn class(table: &[u8]) -> Option<u8> {
    let first = table.first()?;
    (first & 0xec == 0).then_some(first >> 4)
}

fn huffman_table(body: &[u8]) -> Option<usize> {
    class(body)?;
    let counts = body.get(1..17)?;
    Some(17 + counts.iter().map(|n| usize::from(*n)).sum::<usize>())
}

/// 64 numbers of one byte, or of two.
fn quantization_table(body: &[u8]) -> Option<usize> {
    Some(if class(body)? == 0 { 65 } else { 129 })
}

/// One number, of arithmetic coding.
fn conditioning(body: &[u8]) -> Option<usize> {
    class(body).map(|_| 2)
}
