//! EXIF data built field by field.

/// A field: its tag, type, and bytes in file order.
pub(crate) type Field = (u16, u16, Vec<u8>);

/// EXIF data, beginning with the byte order mark.
#[derive(Default)]
pub(crate) struct Exif {
    pub(crate) little: bool,
    pub(crate) main: Vec<Field>,
    pub(crate) photo: Vec<Field>,
    pub(crate) location: Vec<Field>,
    pub(crate) preview: Option<Vec<u8>>,
}

const ASCII: u16 = 2;
const UNDEFINED: u16 = 7;

/// A text field.
pub(crate) fn ascii(tag: u16, text: &str) -> Field {
    (tag, ASCII, [text.as_bytes(), &[0]].concat())
}

/// A field of untyped bytes.
pub(crate) fn undefined(tag: u16, bytes: &[u8]) -> Field {
    (tag, UNDEFINED, bytes.to_vec())
}

impl Exif {
    pub(crate) fn with_orientation(mut self, orientation: u16) -> Self {
        let value = self.short(orientation);
        self.main.insert(0, (0x0112, 3, value));
        self
    }

    pub(crate) fn bytes(mut self) -> Vec<u8> {
        let mut tiff = if self.little {
            b"II".to_vec()
        } else {
            b"MM".to_vec()
        };
        tiff.extend(self.short(42));
        tiff.extend(self.long(8));
        // Tables whose offsets are known after layout: photo, location, preview.
        let (photo, location) = (
            std::mem::take(&mut self.photo),
            std::mem::take(&mut self.location),
        );
        let mut main = std::mem::take(&mut self.main);
        let pointer = |tag| (tag, 4, vec![0; 4]);
        main.extend((!photo.is_empty()).then(|| pointer(0x8769)));
        main.extend((!location.is_empty()).then(|| pointer(0x8825)));
        let start = tiff.len();
        self.table(&mut tiff, &main);
        for (tag, fields) in [(0x8769, photo), (0x8825, location)] {
            if let Some(index) = main.iter().position(|field| field.0 == tag) {
                let here = self.long(tiff.len());
                let at = start + 2 + 12 * index + 8;
                tiff[at..at + 4].copy_from_slice(&here);
                self.table(&mut tiff, &fields);
            }
        }
        if let Some(preview) = self.preview.take() {
            let here = self.long(tiff.len());
            let at = start + 2 + 12 * main.len();
            tiff[at..at + 4].copy_from_slice(&here);
            // Two fields, and the preview directly after the table.
            let place = self.long(tiff.len() + 2 + 24 + 4);
            let len = self.long(preview.len());
            self.table(&mut tiff, &[(0x0201, 4, place), (0x0202, 4, len)]);
            tiff.extend(preview);
        }
        tiff
    }

    fn table(&self, tiff: &mut Vec<u8>, fields: &[Field]) {
        let mut data = tiff.len() + 2 + 12 * fields.len() + 4;
        let mut behind = Vec::new();
        tiff.extend(self.short(u16::try_from(fields.len()).unwrap()));
        for (tag, kind, bytes) in fields {
            let size = match kind {
                3 => 2,
                4 => 4,
                _ => 1,
            };
            tiff.extend(self.short(*tag));
            tiff.extend(self.short(*kind));
            tiff.extend(self.long(bytes.len() / size));
            if bytes.len() <= 4 {
                let mut value = bytes.clone();
                value.resize(4, 0);
                tiff.extend(value);
            } else {
                tiff.extend(self.long(data));
                data += bytes.len();
                behind.extend_from_slice(bytes);
            }
        }
        tiff.extend([0; 4]);
        tiff.extend(behind);
    }

    fn short(&self, value: u16) -> Vec<u8> {
        if self.little {
            value.to_le_bytes().to_vec()
        } else {
            value.to_be_bytes().to_vec()
        }
    }

    fn long(&self, value: usize) -> Vec<u8> {
        let value = u32::try_from(value).unwrap();
        if self.little {
            value.to_le_bytes().to_vec()
        } else {
            value.to_be_bytes().to_vec()
        }
    }
}
