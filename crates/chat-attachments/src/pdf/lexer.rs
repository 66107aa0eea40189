//! Tokens of stream and encryption dictionaries (ISO 32000-1, 7.2 and 7.3).

/// A token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token<'a> {
    Int(i64),
    Name(&'a [u8]),
    /// A string, decoded.
    Text(Vec<u8>),
    DictOpen,
    DictClose,
    Other(&'a [u8]),
}

/// Reads tokens from bytes, and ends at the first unreadable one.
pub(super) struct Lexer<'a> {
    rest: &'a [u8],
}

impl<'a> Lexer<'a> {
    pub(super) fn new(rest: &'a [u8]) -> Self {
        Self { rest }
    }

    /// Unread bytes.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Unread bytes after blanks and comments.
    pub(super) fn behind_blanks(mut self) -> &'a [u8] {
        self.skip_blanks();
        self.rest
    }

    fn take(&mut self, n: usize) -> &'a [u8] {
        let taken = self.rest.get(..n).unwrap_or(self.rest);
        self.rest = self.rest.get(n..).unwrap_or_default();
        taken
    }

    fn skip_blanks(&mut self) {
        loop {
            let blanks = self
                .rest
                .iter()
                .take_while(|b| b.is_ascii_whitespace() || **b == 0)
                .count();
            self.take(blanks);
            if self.rest.first() != Some(&b'%') {
                return;
            }
            let line = self
                .rest
                .iter()
                .take_while(|b| !matches!(b, b'\r' | b'\n'))
                .count();
            self.take(line);
        }
    }

    fn word(&mut self) -> &'a [u8] {
        let len = self.rest.iter().take_while(|b| !is_delimiter(**b)).count();
        self.take(len)
    }

    /// A literal string, after its opening parenthesis.
    fn literal(&mut self) -> Vec<u8> {
        let mut text = Vec::new();
        let mut depth = 1;
        while let [byte] = self.take(1) {
            match byte {
                b'(' => depth += 1,
                b')' => {
                    depth -= 1;
                    if depth == 0 {
                        break;
                    }
                }
                b'\\' => {
                    self.escape(&mut text);
                    continue;
                }
                _ => {}
            }
            text.push(*byte);
        }
        text
    }

    fn escape(&mut self, text: &mut Vec<u8>) {
        let [byte] = self.take(1) else { return };
        match byte {
            b'n' => text.push(b'\n'),
            b'r' => text.push(b'\r'),
            b't' => text.push(b'\t'),
            b'b' => text.push(8),
            b'f' => text.push(12),
            b'\r' => {
                if self.rest.first() == Some(&b'\n') {
                    self.take(1);
                }
            }
            b'\n' => {}
            b'0'..=b'7' => {
                let more = self
                    .rest
                    .iter()
                    .take(2)
                    .take_while(|b| matches!(b, b'0'..=b'7'))
                    .count();
                let more = self.take(more);
                let value = more
                    .iter()
                    .fold(u16::from(byte - b'0'), |n, b| n * 8 + u16::from(b - b'0'));
                text.push(value.to_le_bytes()[0]);
            }
            other => text.push(*other),
        }
    }

    /// A hexadecimal string, after its `<`.
    fn hexadecimal(&mut self) -> Vec<u8> {
        let len = memchr::memchr(b'>', self.rest).unwrap_or(self.rest.len());
        let digits: Vec<u8> = self.take(len).iter().filter_map(|b| hex(Some(b))).collect();
        self.take(1);
        digits
            .chunks(2)
            .map(|pair| pair.first().copied().unwrap_or(0) << 4 | pair.get(1).copied().unwrap_or(0))
            .collect()
    }
}

impl<'a> Iterator for Lexer<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        self.skip_blanks();
        let token = match self.rest {
            [b'<', b'<', ..] => {
                self.take(2);
                Token::DictOpen
            }
            [b'>', b'>', ..] => {
                self.take(2);
                Token::DictClose
            }
            [b'<', ..] => {
                self.take(1);
                Token::Text(self.hexadecimal())
            }
            [b'(', ..] => {
                self.take(1);
                Token::Text(self.literal())
            }
            [b'/', ..] => {
                self.take(1);
                Token::Name(self.word())
            }
            [byte, ..] if is_delimiter(*byte) => Token::Other(self.take(1)),
            [_, ..] => {
                let word = self.word();
                let number = std::str::from_utf8(word)
                    .ok()
                    .and_then(|word| word.parse().ok());
                number.map_or(Token::Other(word), Token::Int)
            }
            [] => return None,
        };
        Some(token)
    }
}

pub(super) fn is_delimiter(byte: u8) -> bool {
    matches!(
        byte,
        0 | b'\t'
            | b'\n'
            | 0x0c
            | b'\r'
            | b' '
            | b'('
            | b')'
            | b'<'
            | b'>'
            | b'['
            | b']'
            | b'{'
            | b'}'
            | b'/'
            | b'%'
    )
}

pub(super) fn hex(digit: Option<&u8>) -> Option<u8> {
    char::from(*digit?)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}
