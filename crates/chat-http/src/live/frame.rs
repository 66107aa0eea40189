//! Encoded frames. Frames from a server are not masked (RFC 6455, section 5.1), so one encoding
//! serves all recipients.

use crate::wire::{MessageOut, ServerFrame};
use bytes::Bytes;
use chat_app::{Delivery, Encode};
use serde::Serialize;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Control, Data, OpCode};

/// Maximum length of a frame's header.
const MAX_HEAD: usize = 10;

/// A `ServerFrame` as a WebSocket text frame.
pub(super) fn text(frame: &ServerFrame<'_>) -> Bytes {
    // Reserve space for the header, whose size depends on the length.
    let mut bytes = vec![0; MAX_HEAD];
    if write_json(frame, &mut bytes).is_none() {
        return Bytes::new();
    }
    let length = bytes.len() - MAX_HEAD;
    let head = head(OpCode::Data(Data::Text), length);
    let start = MAX_HEAD - head.len();
    for (place, byte) in bytes.iter_mut().skip(start).zip(head) {
        *place = byte;
    }
    let mut frame = Bytes::from(bytes);
    drop(frame.split_to(start));
    frame
}

/// All frame contents can be serialized: times were checked when they came in.
fn write_json(value: &impl Serialize, into: &mut Vec<u8>) -> Option<()> {
    serde_json::to_writer(into, value).ok()
}

/// The frames of messages.
pub(super) enum Json {}

impl Encode for Json {
    fn encode(delivery: &Delivery) -> Bytes {
        text(&ServerFrame::Message {
            visit: delivery.visit,
            chat: delivery.chat,
            number: delivery.number,
            message: Box::new(MessageOut::from(delivery.message.clone())),
        })
    }
}

/// A ping without payload.
pub(super) fn ping() -> Bytes {
    head(OpCode::Control(Control::Ping), 0).into()
}

/// The header of an unfragmented, unmasked frame.
fn head(opcode: OpCode, length: usize) -> Vec<u8> {
    let first = 0x80 | u8::from(opcode);
    let mut head = vec![first];
    match (u8::try_from(length), u16::try_from(length)) {
        (Ok(short @ 0..=125), _) => head.push(short),
        (_, Ok(medium)) => {
            head.push(126);
            head.extend(medium.to_be_bytes());
        }
        _ => {
            head.push(127);
            head.extend((length as u64).to_be_bytes());
        }
    }
    head
}

#[cfg(test)]
mod tests {
    use super::*;
    use chat_domain::VisitId;
    use uuid::Uuid;

    #[test]
    fn header_encodes_the_length() {
        let text = OpCode::Data(Data::Text);
        assert_eq!(head(text, 0), [0x81, 0]);
        assert_eq!(head(text, 125), [0x81, 125]);
        assert_eq!(head(text, 126), [0x81, 126, 0, 126]);
        assert_eq!(head(text, 65_535), [0x81, 126, 0xff, 0xff]);
        assert_eq!(head(text, 65_536), [0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]);
        assert_eq!(ping(), [0x89, 0].as_slice());
    }

    #[test]
    fn frame_is_header_and_json() {
        let visit = VisitId::new(Uuid::from_u128(1));
        let frame = text(&ServerFrame::DashboardRowRemoved { visit });
        let json = format!("{{\"type\":\"dashboard_row_removed\",\"visit\":\"{visit}\"}}");
        assert_eq!(frame.get(..2), Some([0x81, json.len() as u8].as_slice()));
        assert_eq!(frame.get(2..), Some(json.as_bytes()));
    }
}
