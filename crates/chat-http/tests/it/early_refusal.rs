//! A refusal that comes before the upload has ended, over a real connection.

use crate::clinic::{ADA, Clinic};
use chat_attachments::fixture;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

#[tokio::test]
async fn the_sender_of_a_long_video_reads_why_it_is_refused() {
    let clinic = Clinic::new().await;
    let address = clinic.serve().await;
    let mut video = fixture::mp4();
    video.resize(20 * 1024 * 1024, 0);
    let head = format!(
        "POST /chat{} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {}\r\n\
         Content-Type: image/png\r\nContent-Disposition: attachment; filename=a.png\r\n\
         Connection: close\r\nContent-Length: {}\r\n\r\n",
        clinic.path("/chats/visit/files"),
        clinic.token(ADA),
        video.len(),
    );
    let mut connection = TcpStream::connect(address).await.unwrap();
    connection.write_all(head.as_bytes()).await.unwrap();
    // Like a browser: all of it is sent before anything is read.
    connection.write_all(&video).await.unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 415"), "{answer}");
    assert!(answer.contains("MP4"), "{answer}");
}
