//! RTF 1.x: every group and control word to the closing brace.

mod picture;
mod scan;

use crate::finding::Finding;
use crate::guest;
use crate::judge::Found;
use crate::kind::Kind;
use crate::remote::is_remote_in_rtf;
use crate::source::Source;
use crate::stop::{Step, Stop};
use crate::trailer;

use scan::{Pause, scan};

/// Longest control word; the format says 32 letters.
const WORD: usize = 40;
/// How much of a piece is searched for other formats again with the next.
const SEAM: usize = 1024;

/// Bytes that may be looked at ahead of the walk: so many times what was walked, and so many more. A real
/// field's formatting belongs to that field; only words made to be slow look at the same bytes over and over.
const AHEAD: u64 = 8;
const AHEAD_MORE: u64 = 64 * 1024;

/// Walks the document to its last closing brace.
pub(crate) fn walk(source: &mut Source<'_>) -> Step<Found> {
    let mut found = Found::new(Kind::Rtf);
    let (mut at, mut depth) = (0_u64, 0_u64);
    let mut search = Search::default();
    let mut ahead = 0;
    while source.reaches(at + 1)? {
        search.look(at, source.chunk(at)?)?;
        let (skip, stop) = scan(source.chunk(at)?, &mut depth)?;
        at += skip as u64;
        match stop {
            Pause::End => return finish(source, at, found),
            Pause::Control => {
                at = control(source, at, &mut found, &mut ahead)?;
                if ahead > at.saturating_mul(AHEAD).saturating_add(AHEAD_MORE) {
                    return Err(Stop::too_complex());
                }
            }
            Pause::Piece => {}
        }
    }
    Err(Stop::damaged())
}

/// A search for other formats, along with the walk.
#[derive(Default)]
struct Search {
    done: u64,
    seam: Vec<u8>,
}

impl Search {
    /// Searches the piece at `at`, once.
    fn look(&mut self, at: u64, piece: &[u8]) -> Step<()> {
        if at < self.done {
            return Ok(());
        }
        self.done = at + piece.len() as u64;
        let start = piece.get(..SEAM).unwrap_or(piece);
        self.seam.extend_from_slice(start);
        for bytes in [piece, &self.seam] {
            if let Some(what) = guest::anywhere_or_film(bytes) {
                return Err(Stop::hidden(what));
            }
        }
        self.seam.clear();
        let end = piece.len().saturating_sub(SEAM);
        self.seam
            .extend_from_slice(piece.get(end..).unwrap_or_default());
        Ok(())
    }
}

/// Reads the control word or symbol behind a backslash; the offset behind it. What is looked at behind that
/// is added to `ahead`.
fn control(source: &mut Source<'_>, at: u64, found: &mut Found, ahead: &mut u64) -> Step<u64> {
    let mut window = [0; WORD + 12];
    let len = source.read(at, &mut window)?;
    let bytes = window.get(..len).unwrap_or_default();
    let letters = bytes.iter().take_while(|b| b.is_ascii_alphabetic()).count();
    if letters == 0 {
        return Ok(at + 1);
    }
    let word = bytes.get(..letters).unwrap_or_default();
    let rest = bytes.get(letters..).unwrap_or_default();
    let sign = usize::from(rest.first() == Some(&b'-'));
    let digits = rest
        .iter()
        .skip(sign)
        .take_while(|b| b.is_ascii_digit())
        .take(10)
        .count();
    let mut end = at + letters as u64;
    if digits > 0 {
        end += (sign + digits) as u64;
    }
    match word {
        b"objdata" | b"objemb" | b"objlink" | b"objautlink" | b"objupdate" | b"objhtml" => {
            found.findings.insert(Finding::OleObject);
        }
        b"objocx" => found.findings.insert(Finding::ActiveX),
        // One is enough: what else would be looked at begins in the same bytes.
        b"template" if !found.findings.contains(Finding::ExternalTemplate) => {
            let target = source.bytes(end, 512)?;
            let target = target.split(|b| *b == b'}').next().unwrap_or_default();
            if is_remote_in_rtf(&String::from_utf8_lossy(target)) {
                found.findings.insert(Finding::ExternalTemplate);
            } else {
                found.findings.insert(Finding::LocalTemplate);
            }
        }
        b"fldinst" => {
            let text = source.bytes(end, FIELD)?;
            let mut rest = &*text;
            match instruction(&mut rest) {
                Some(Instruction::Dde) => found.findings.insert(Finding::Dde),
                Some(Instruction::Include) => found.findings.insert(Finding::ExternalTemplate),
                None => {}
            }
            *ahead += (text.len() - rest.len()) as u64;
        }
        b"bin" => {
            let number = rest.get(sign..sign + digits).unwrap_or_default();
            let len = number
                .iter()
                .fold(0_u64, |n, digit| n * 10 + u64::from(digit - b'0'));
            let delimiter = u64::from(rest.get(sign + digits) == Some(&b' '));
            let data = end + delimiter;
            end = if sign == 0 { data + len } else { end };
            if !source.reaches(end)? {
                return Err(Stop::damaged());
            }
            // One is enough: the group before is looked at again and again otherwise.
            if !found.findings.contains(Finding::BinaryData) {
                *ahead += picture::GROUP;
                if sign > 0 || !picture::is_picture(source, at - 1, data, len)? {
                    found.findings.insert(Finding::BinaryData);
                }
            }
        }
        _ => {}
    }
    Ok(end)
}

/// How much of a field is looked at, in bytes: its first word is behind its formatting.
const FIELD: usize = 2048;

/// What a field does that matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Instruction {
    /// It starts another program.
    Dde,
    /// It takes its text from another file.
    Include,
}

/// The field's first word, if it is `DDE`, `DDEAUTO` or `INCLUDETEXT`. Braces, line ends and formatting may be
/// before it and in it, and its letters may be escaped. What it looked at is taken off the text.
fn instruction(rest: &mut &[u8]) -> Option<Instruction> {
    const WORDS: [(&[u8], Instruction); 2] = [
        (b"dde", Instruction::Dde),
        (b"includetext", Instruction::Include),
    ];
    let mut read = Vec::with_capacity(16);
    loop {
        let letter = letter(rest, read.is_empty())?.to_ascii_lowercase();
        read.push(letter);
        let (word, instruction) = WORDS.iter().find(|(word, _)| word.starts_with(&read))?;
        if word.len() == read.len() {
            return Some(*instruction);
        }
    }
}

/// The next letter of a field's instruction.
fn letter(rest: &mut &[u8], is_first: bool) -> Option<u8> {
    loop {
        let (first, behind) = rest.split_first()?;
        *rest = behind;
        match first {
            b'{' | b'}' | b'\r' | b'\n' => {}
            b' ' | b'\t' if is_first => {}
            b'\\' => {
                if let Some(escaped) = escape(rest) {
                    return Some(escaped);
                }
            }
            other => return Some(*other),
        }
    }
}

/// Reads the control word or symbol behind a backslash; the letter that it stands for, if it does.
fn escape(rest: &mut &[u8]) -> Option<u8> {
    if let [b'\'', high, low, behind @ ..] = *rest {
        *rest = behind;
        let digits = [*high, *low];
        let digits = std::str::from_utf8(&digits).ok()?;
        return u8::from_str_radix(digits, 16).ok();
    }
    let letters = rest.iter().take_while(|b| b.is_ascii_alphabetic()).count();
    let (word, behind) = rest.split_at(letters.max(1).min(rest.len()));
    let digits = behind
        .iter()
        .take_while(|b| letters > 0 && (b.is_ascii_digit() || **b == b'-'))
        .count();
    let (number, behind) = behind.split_at(digits);
    // A space right behind a word belongs to it.
    *rest = behind
        .strip_prefix(b" ")
        .filter(|_| letters > 0)
        .unwrap_or(behind);
    if word != b"u" {
        return None;
    }
    // What older readers show instead is behind it.
    if let [b'?', behind @ ..] = *rest {
        *rest = behind;
    }
    std::str::from_utf8(number).ok()?.parse().ok()
}

/// Only padding may follow the document, and data of no known format.
fn finish(source: &mut Source<'_>, at: u64, mut found: Found) -> Step<Found> {
    let behind = trailer::walk(source, at, trailer::Declared::default())?;
    found.findings = found.findings.union(behind);
    Ok(found)
}
