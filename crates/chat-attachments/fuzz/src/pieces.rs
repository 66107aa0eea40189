//! Fuzzer input as a list of pieces. Seeds are written in the same format.

/// Reads pieces from fuzzer input. After its end, all pieces are zero or empty.
#[derive(Debug, Clone)]
pub struct Pieces<'a>(&'a [u8]);

impl<'a> Pieces<'a> {
    /// Reads from these bytes.
    pub fn of(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// Whether the input is used up.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Up to `len` bytes.
    pub fn take(&mut self, len: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(len.min(self.0.len()));
        self.0 = rest;
        taken
    }

    /// A byte.
    pub fn byte(&mut self) -> u8 {
        self.take(1).first().copied().unwrap_or(0)
    }

    /// A little-endian 16-bit number.
    pub fn half(&mut self) -> u16 {
        u16::from(self.byte()) | u16::from(self.byte()) << 8
    }

    /// A little-endian 32-bit number.
    pub fn word(&mut self) -> u32 {
        u32::from(self.half()) | u32::from(self.half()) << 16
    }

    /// Length-prefixed bytes. The length is a 16-bit number.
    pub fn long(&mut self) -> &'a [u8] {
        let len = self.half();
        self.take(usize::from(len))
    }

    /// One of the known names, or a short text from the input.
    pub fn name(&mut self, known: &[&'static str]) -> String {
        let first = usize::from(self.byte());
        match known.get(first) {
            Some(name) => (*name).to_owned(),
            None => {
                String::from_utf8_lossy(self.take(first.saturating_sub(known.len()))).into_owned()
            }
        }
    }

    /// The rest of the input.
    pub fn rest(self) -> &'a [u8] {
        self.0
    }
}

/// Writes the format that [`Pieces`] reads.
#[derive(Debug, Clone, Default)]
pub struct Writer(Vec<u8>);

impl Writer {
    /// An empty output.
    pub fn new() -> Self {
        Self::default()
    }

    /// A byte.
    #[must_use]
    pub fn byte(mut self, byte: u8) -> Self {
        self.0.push(byte);
        self
    }

    /// A 16-bit number.
    #[must_use]
    pub fn half(mut self, half: u16) -> Self {
        self.0.extend(half.to_le_bytes());
        self
    }

    /// A 32-bit number.
    #[must_use]
    pub fn word(mut self, word: u32) -> Self {
        self.0.extend(word.to_le_bytes());
        self
    }

    /// Length-prefixed bytes, truncated to 65,535.
    #[must_use]
    pub fn long(self, bytes: &[u8]) -> Self {
        let len = u16::try_from(bytes.len()).unwrap_or(u16::MAX);
        let mut this = self.half(len);
        this.0.extend(bytes.iter().take(usize::from(len)));
        this
    }

    /// A name.
    #[must_use]
    pub fn name(self, name: &str, known: &[&str]) -> Self {
        if let Some(at) = known.iter().position(|here| *here == name) {
            return self.byte(u8::try_from(at).unwrap_or(0));
        }
        let len = u8::try_from(known.len() + name.len()).unwrap_or(u8::MAX);
        let mut this = self.byte(len);
        let room = usize::from(len).saturating_sub(known.len());
        this.0.extend(name.bytes().take(room));
        this
    }

    /// The bytes.
    pub fn finish(self) -> Vec<u8> {
        self.0
    }
}
