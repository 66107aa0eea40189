//! Formats that are recognized only to be refused by name (rule F2).

use chat_formats::bytes;

/// Noun phrase for a file of PowerPoint 95, which later versions convert.
pub(crate) const OLD_POWERPOINT: &str = "an old PowerPoint 95 file";

/// A signature: offset, bytes, and a noun phrase for the file.
type Signature = (usize, &'static [u8], &'static str);

/// Checked in this order; longer and more reliable signatures come first.
const SIGNATURES: &[Signature] = &[
    // Video and sound.
    (0, b"\x1aE\xdf\xa3", "a Matroska or WebM video"),
    (0, b"FLV\x01", "a Flash video"),
    (
        0,
        b"\x30\x26\xb2\x75\x8e\x66\xcf\x11",
        "a Windows Media file",
    ),
    (0, b"\x00\x00\x01\xba", "an MPEG video"),
    (0, b"\x00\x00\x01\xb3", "an MPEG video"),
    (0, b".RMF", "a RealMedia file"),
    (0, b".ra\xfd", "a RealAudio file"),
    (0, b"OggS", "an Ogg audio or video file"),
    (0, b"fLaC", "a FLAC audio file"),
    (0, b"ID3", "an MP3 audio file"),
    (0, b"\xff\xfb", "an MP3 audio file"),
    (0, b"\xff\xf3", "an MP3 audio file"),
    (0, b"\xff\xf2", "an MP3 audio file"),
    (0, b"\xff\xf1", "an AAC audio file"),
    (0, b"\xff\xf9", "an AAC audio file"),
    (0, b"#!AMR", "an AMR audio file"),
    (0, b"MThd", "a MIDI file"),
    (0, b"wvpk", "a WavPack audio file"),
    (0, b"MAC ", "a Monkey's Audio file"),
    (0, b"DSD ", "a DSD audio file"),
    (0, b".snd", "an AU audio file"),
    (8, b"AVI ", "an AVI video"),
    (8, b"WAVE", "a WAV audio file"),
    (8, b"WEBP", "a WebP image"),
    (8, b"AIFF", "an AIFF audio file"),
    (8, b"AIFC", "an AIFF audio file"),
    (4, b"\x11\xaf", "a FLIC animation"),
    (4, b"\x12\xaf", "a FLIC animation"),
    // Pictures.
    (0, b"\x00\x00\x00\x0cjP  ", "a JPEG 2000 image"),
    (0, b"\xff\x4f\xff\x51", "a JPEG 2000 image"),
    (0, b"\x00\x00\x00\x0cJXL ", "a JPEG XL image"),
    (0, b"\xff\x0a", "a JPEG XL image"),
    (0, b"II*\x00", "a TIFF image"),
    (0, b"MM\x00*", "a TIFF image"),
    (0, b"II+\x00", "a TIFF image"),
    (0, b"MM\x00+", "a TIFF image"),
    (0, b"8BPS", "a Photoshop image"),
    (0, b"\x00\x00\x01\x00", "a Windows icon"),
    (0, b"\x00\x00\x02\x00", "a Windows cursor or Targa image"),
    (0, b"icns", "a Mac icon"),
    (0, b"qoif", "a QOI image"),
    (0, b"BPG\xfb", "a BPG image"),
    (0, b"v/1\x01", "an OpenEXR image"),
    (0, b"DDS ", "a DirectDraw image"),
    (0, b"SIMPLE  =", "a FITS image"),
    (0, b"gimp xcf", "a GIMP image"),
    (0, b"FUJIFILMCCD-RAW", "a raw photo"),
    (0, b"\xd7\xcd\xc6\x9a", "a Windows metafile"),
    (0, b"\x01\x00\x09\x00", "a Windows metafile"),
    (40, b" EMF", "a Windows metafile"),
    (0, b"%!PS", "a PostScript file"),
    (0, b"\xc5\xd0\xd3\xc6", "a PostScript file"),
    (0, b"AC10", "an AutoCAD drawing"),
    (128, b"DICM", "a DICOM medical image"),
    (0, b"BM", "a BMP image"),
    // Archives.
    (0, b"Rar!\x1a\x07", "a RAR archive"),
    (0, b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (0, b"\x1f\x8b", "a gzip archive"),
    (0, b"BZh", "a bzip2 archive"),
    (0, b"\xfd7zXZ\x00", "an xz archive"),
    (0, b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (0, b"\x04\x22\x4d\x18", "an LZ4 archive"),
    (0, b"LZIP", "an lzip archive"),
    (0, b"\x1f\x9d", "a compressed file"),
    (0, b"SZDD", "a compressed file"),
    (0, b"KWAJ", "a compressed file"),
    (0, b"xar!", "a XAR archive"),
    (0, b"MSCF", "a Windows cabinet"),
    (0, b"\x60\xea", "an ARJ archive"),
    (7, b"**ACE**", "an ACE archive"),
    (0, b"PK\x05\x06", "an empty ZIP archive"),
    (0, b"PK\x07\x08", "a split ZIP archive"),
    (257, b"ustar", "a TAR archive"),
    (0, b"QFI\xfb", "a disk image"),
    (32_769, b"CD001", "a disk image"),
    // Programs.
    (0, b"\x7fELF", "a Linux program"),
    (0, b"\xca\xfe\xba\xbe", "a Java or Mac program"),
    (0, b"\xcf\xfa\xed\xfe", "a Mac program"),
    (0, b"\xce\xfa\xed\xfe", "a Mac program"),
    (0, b"\x00asm", "a WebAssembly program"),
    (0, b"L\x00\x00\x00\x01\x14\x02\x00", "a Windows shortcut"),
    (
        0,
        crate::program::TEST_VIRUS,
        "a test file for virus scanners",
    ),
    (0, b"#!", "a script"),
    (0, b"MZ", "a Windows program"),
    // Documents and data.
    (0, b"SQLite format 3\x00", "a SQLite database"),
    (0, b"\x00\x01\x00\x00Standard ", "an Access database"),
    (0, b"\x89HDF\r\n\x1a\n", "an HDF5 file"),
    (0, b"ITSF", "a Windows help file"),
    (0, b"\x3f\x5f\x03\x00", "a Windows help file"),
    (60, b"BOOKMOBI", "a Mobipocket book"),
    (0, b"wOFF", "a web font"),
    (0, b"wOF2", "a web font"),
    (0, b"\x00\x01\x00\x00\x00", "a font"),
    (0, b"OTTO", "a font"),
    (0, b"BEGIN:VCALENDAR", "a calendar file"),
    (0, b"BEGIN:VCARD", "a contact card"),
    (0, b"-----BEGIN ", "a key or certificate"),
    (0, b"WEBVTT", "a subtitle file"),
    (0, b"bplist00", "an Apple property list"),
    (0, b"%FDF-", "a PDF form data file"),
    (0, b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d", "a OneNote file"),
    (0, b"\x09\x08\x08\x00", "an Excel 4 sheet"),
    (0, b"\x09\x04\x06\x00", "an Excel 4 sheet"),
    (0, b"\x09\x02\x06\x00", "an Excel 3 sheet"),
    (0, b"\x09\x00\x04\x00", "an Excel 2 sheet"),
    (0, b"\xdb\xa5", "a Word 2 document"),
    (0, b"{\\rt", "a Rich Text file of an unknown version"),
    (0, b"\xff\x57\x50\x43", "a WordPerfect file"),
    (0, b"\xd4\xc3\xb2\xa1", "a network capture"),
    (0, b"\x0a\x0d\x0d\x0a", "a network capture"),
    (0, b"WARC/", "a web archive"),
];

/// Noun phrase for the file, by its first bytes.
pub(crate) fn name(head: &[u8]) -> Option<&'static str> {
    let hit = SIGNATURES
        .iter()
        .find(|(at, magic, _)| head.get(*at..).is_some_and(|rest| rest.starts_with(magic)));
    match hit {
        Some((_, _, what)) => Some(what),
        None => transport_stream(head),
    }
}

/// MPEG transport streams have a sync byte every 188 bytes.
fn transport_stream(head: &[u8]) -> Option<&'static str> {
    let synced = |at| bytes::array::<1>(head, at) == Some([0x47]);
    (synced(0) && synced(188) && synced(376)).then_some("an MPEG video")
}
