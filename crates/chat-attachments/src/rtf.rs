//! Walk through an RTF 1.x document: every group and control word to the closing brace.

mod object;
mod picture;
mod scan;

use std::sync::LazyLock;

use chat_formats::{Seam, Source};

use crate::declared::Declared;
use crate::finding::Finding;
use crate::found::Found;
use crate::guest;
use crate::kind::Kind;
use crate::nested::Walk;
use crate::remote::{Place, is_remote_in_rtf, place_in_field};
use crate::stop::{Step, Stop};
use crate::trailer;

use object::Objects;
pub(crate) use scan::MATTERING;
use scan::{Pause, WORD, scan};

/// Overlap between pieces in the search for other formats, in bytes.
const SEAM: usize = 1024;

/// Limit on lookahead bytes: this multiple of the bytes walked, plus a constant. A real field's formatting
/// belongs to that field alone; only crafted files make the walk look at the same bytes repeatedly.
const AHEAD: u64 = 8;
const AHEAD_MORE: u64 = 64 * 1024;

/// Walks the document to its last closing brace. `inside` walks nested documents.
pub(crate) fn walk(source: &mut Source<'_>, inside: Walk) -> Step<Found> {
    let mut found = Found::new(Kind::Rtf);
    let mut objects = Objects::default();
    let (mut at, mut depth) = (0_u64, 0_u64);
    let mut search = Search {
        from: 0,
        done: 0,
        words: Vec::new(),
        seam: Seam::new(SEAM),
    };
    let mut ahead = 0;
    while source.reaches(at + 1)? {
        let piece = source.chunk(at)?;
        search.look(at, piece)?;
        let (skip, stop) = scan(piece, search.words_from(at), &mut depth)?;
        at += skip as u64;
        match stop {
            Pause::End => {
                if objects.misses_one() {
                    found.findings.insert(Finding::OleObject);
                }
                return finish(source, at, found);
            }
            Pause::Control => {
                at = match control(source, at, &mut found, &mut ahead)? {
                    Control::Over(end) => end,
                    Control::Object => {
                        objects.announced = objects.announced.saturating_add(1);
                        at + 1
                    }
                    Control::Data(data) => {
                        objects.look(source, data, inside, &mut found.findings)?
                    }
                };
                if ahead > at.saturating_mul(AHEAD).saturating_add(AHEAD_MORE) {
                    return Err(Stop::too_complex());
                }
            }
            Pause::Piece => {}
        }
    }
    Err(Stop::damaged())
}

/// Search for other formats, and for the control words that matter.
static SEARCH: LazyLock<guest::Search> = LazyLock::new(|| guest::Search::with(&MATTERING));

/// Search during the walk.
struct Search {
    /// The searched piece.
    from: u64,
    done: u64,
    /// Offsets of the words in it.
    words: Vec<usize>,
    seam: Seam,
}

impl Search {
    /// Searches the piece at `at` once.
    fn look(&mut self, at: u64, piece: &[u8]) -> Step<()> {
        if at < self.done {
            return Ok(());
        }
        (self.from, self.done) = (at, at + piece.len() as u64);
        self.words.clear();
        let guests = SEARCH.run(piece, 0, |_, word| self.words.push(word));
        let around = || guest::anywhere_or_film(self.seam.join(piece));
        if let Some(what) = guests.any().or_else(around) {
            return Err(Stop::hidden(what));
        }
        self.seam.keep(piece);
        Ok(())
    }

    /// Distances from `at`, within the searched piece, to its words.
    fn words_from(&self, at: u64) -> impl Iterator<Item = usize> + use<'_> {
        let skip = usize::try_from(at - self.from).unwrap_or(usize::MAX);
        let next = self.words.partition_point(|word| *word < skip);
        let rest = self.words.get(next..).unwrap_or_default();
        rest.iter().map(move |word| word - skip)
    }
}

/// What follows a control word or symbol.
enum Control {
    /// The next token, at this offset.
    Over(u64),
    /// An object, elsewhere in the group.
    Object,
    /// An object's data, at this offset.
    Data(u64),
}

/// Reads the control word or symbol after a backslash. Adds the bytes looked at beyond it to `ahead`.
fn control(source: &mut Source<'_>, at: u64, found: &mut Found, ahead: &mut u64) -> Step<Control> {
    let mut window = [0; WORD + 12];
    let len = source.read(at, &mut window)?;
    let bytes = window.get(..len).unwrap_or_default();
    let letters = bytes.iter().take_while(|b| b.is_ascii_alphabetic()).count();
    if letters == 0 {
        return Ok(Control::Over(at + 1));
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
        b"objdata" if digits == 0 => return Ok(Control::Data(end)),
        b"objemb" | b"objlink" | b"objautlink" => return Ok(Control::Object),
        b"objdata" | b"objupdate" | b"objhtml" => found.findings.insert(Finding::OleObject),
        b"objocx" => found.findings.insert(Finding::ActiveX),
        // One finding is enough. Further matches would inspect the same bytes again.
        b"template" if !found.findings.contains(Finding::ExternalTemplate) => {
            let target = source.bytes(end, 512)?;
            let whole = memchr::memchr2(b'{', b'}', &target)
                .filter(|end| target.get(*end) == Some(&b'}'))
                .and_then(|end| target.get(..end));
            // A target that continues or contains a group may lead anywhere.
            if whole.is_none_or(|target| is_remote_in_rtf(&String::from_utf8_lossy(target))) {
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
                Some(Instruction::Picture) => found.findings.extend(picture_in_field(rest)),
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
            // One finding is enough. Further matches would inspect the preceding group again.
            if !found.findings.contains(Finding::BinaryData) {
                *ahead += picture::GROUP;
                if sign > 0 || !picture::is_picture(source, at - 1, data, len)? {
                    found.findings.insert(Finding::BinaryData);
                }
            }
        }
        _ => {}
    }
    Ok(Control::Over(end))
}

/// Bytes of a field inspected. Its first word follows its formatting.
const FIELD: usize = 2048;

/// Relevant field instructions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Instruction {
    /// Starts another program.
    Dde,
    /// Inserts text from another file.
    Include,
    /// Inserts a picture from another file.
    Picture,
}

/// First words of relevant fields.
const FIELDS: [(&[u8], Instruction); 3] = [
    (b"dde", Instruction::Dde),
    (b"includetext", Instruction::Include),
    (b"includepicture", Instruction::Picture),
];

/// Bit `n` of a word means that its first `n` letters were read.
type Letters = [u16; FIELDS.len()];

/// Starts of groups that are not part of the surrounding text.
const ASIDE: [&[u8]; 8] = [
    b"\\*",
    b"\\bkmk",
    b"\\comment",
    b"\\pict",
    b"\\footnote",
    b"\\annotation",
    b"\\xe",
    b"\\tc",
];

/// The field's first word, if it is `DDE`, `DDEAUTO`, `INCLUDETEXT` or `INCLUDEPICTURE`. Braces, line ends, formatting and non-text
/// groups may precede and split it, and its letters may be escaped. Consumes the inspected text.
fn instruction(rest: &mut &[u8]) -> Option<Instruction> {
    let mut read: Letters = [1; FIELDS.len()];
    // For each open group that may be non-text: the state before it.
    let mut before: Vec<Letters> = Vec::new();
    let mut aside = 0_usize;
    // Whether a fallback for older readers follows the letter just read.
    let mut instead = false;
    let is_open = |read: &Letters| *read != [0; FIELDS.len()];
    while is_open(&read) || aside > 0 {
        let Some((first, behind)) = rest.split_first() else {
            return Some(Instruction::Dde);
        };
        *rest = behind;
        let letter = match first {
            b'\r' | b'\n' => continue,
            b'{' => {
                let inside = rest.trim_ascii_start();
                let is_aside = ASIDE.iter().any(|start| inside.starts_with(start));
                let kept = if is_aside { read } else { Letters::default() };
                aside += usize::from(is_open(&kept));
                before.push(kept);
                instead = false;
                continue;
            }
            b'}' => {
                // If the group is not text, the field continues with the state before it.
                let kept = before.pop()?;
                aside -= usize::from(is_open(&kept));
                read =
                    std::array::from_fn(|n| read.get(n).unwrap_or(&0) | kept.get(n).unwrap_or(&0));
                instead = false;
                continue;
            }
            b'\\' => {
                let is_unicode = rest.starts_with(b"u");
                let letter = escape(rest);
                instead = is_unicode && letter.is_some();
                match letter {
                    Some(letter) => letter,
                    None => continue,
                }
            }
            other => *other,
        };
        let skipped = if instead && *first != b'\\' {
            read
        } else {
            Letters::default()
        };
        for ((word, instruction), (read, skipped)) in
            FIELDS.iter().zip(read.iter_mut().zip(skipped))
        {
            *read = advance(word, *read, letter) | skipped;
            if *read & 1 << word.len() != 0 {
                return Some(*instruction);
            }
        }
    }
    None
}

/// Bytes of a picture's path inspected.
const PATH: usize = 256;

/// The finding for the picture whose path follows in a field.
fn picture_in_field(rest: &[u8]) -> Option<Finding> {
    let mut rest = rest.get(..PATH).unwrap_or(rest);
    let mut text = String::new();
    while let Some((byte, behind)) = rest.split_first() {
        rest = behind;
        match (byte, behind.first()) {
            (b'{' | b'}', _) => break,
            (b'\\', Some(b'\\')) => {
                text.push('\\');
                rest = behind.get(1..).unwrap_or_default();
            }
            // Any other character is a letter for this purpose.
            (b'\\', _) => text.push(escape(&mut rest).map_or('x', char::from)),
            (byte, _) => text.push(char::from(*byte)),
        }
    }
    match place_in_field(&text) {
        Place::Here => None,
        Place::Web => Some(Finding::RemotePicture),
        Place::Network => Some(Finding::NetworkPath),
    }
}

/// State after one more letter. Blanks may precede the first.
fn advance(word: &[u8], read: u16, letter: u8) -> u16 {
    if letter.is_ascii_whitespace() {
        return read & 1;
    }
    let letters = word.iter().enumerate();
    letters.fold(0, |next, (n, expected)| {
        let continues = read & 1 << n != 0 && letter.eq_ignore_ascii_case(expected);
        next | u16::from(continues) << (n + 1)
    })
}

/// Reads the control word or symbol after a backslash; returns the letter that it stands for, if any.
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
    // A space directly after a word belongs to it.
    *rest = behind
        .strip_prefix(b" ")
        .filter(|_| letters > 0)
        .unwrap_or(behind);
    if word != b"u" {
        return None;
    }
    // The fallback for older readers follows.
    if let [b'?', behind @ ..] = *rest {
        *rest = behind;
    }
    std::str::from_utf8(number).ok()?.parse().ok()
}

/// Checks the data after the document: only padding and data of no known format are allowed.
fn finish(source: &mut Source<'_>, at: u64, mut found: Found) -> Step<Found> {
    let behind = trailer::walk(source, at, Declared::default())?;
    found.findings.add(behind);
    Ok(found)
}
