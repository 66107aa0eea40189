//! The manifest of a labeled folder: comma-separated, with quoted fields where needed (RFC 4180).

use crate::outcome::Outcome;

/// A file's row, as far as it matters here.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    /// The path below the folder.
    pub(super) file: String,
    /// `allow`, `reject`, `policy` or `ambiguous`.
    pub(super) verdict: String,
    /// The kind that an `allow` row must be accepted as.
    pub(super) truth: String,
    pub(super) kind: String,
    /// The name to claim.
    pub(super) claim: String,
    /// Special properties, such as `encrypted`, separated by spaces.
    pub(super) tags: String,
}

/// Reads all rows. The first line names the columns, in any order; only `tags` may be missing.
pub(super) fn parse(text: &str) -> Outcome<Vec<Row>> {
    let mut records = records(text).into_iter();
    let header = records.next().ok_or("the manifest is empty")?;
    let column = |name: &str| {
        header
            .iter()
            .position(|column| column == name)
            .ok_or_else(|| format!("the manifest has no column `{name}`"))
    };
    let columns = [
        column("file")?,
        column("verdict")?,
        column("truth")?,
        column("kind")?,
        column("claim")?,
    ];
    let tags = column("tags").ok();
    let mut rows = Vec::new();
    for (index, record) in records.enumerate() {
        let mut fields = columns.iter().map(|at| record.get(*at).cloned());
        let mut next = || {
            let field = fields.next().flatten();
            field.ok_or_else(|| format!("record {} of the manifest is too short", index + 2))
        };
        rows.push(Row {
            file: next()?,
            verdict: next()?,
            truth: next()?,
            kind: next()?,
            claim: next()?,
            tags: tags
                .and_then(|at| record.get(at).cloned())
                .unwrap_or_default(),
        });
    }
    Ok(rows)
}

fn records(text: &str) -> Vec<Vec<String>> {
    let (mut records, mut record, mut field) = (Vec::new(), Vec::new(), String::new());
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                field.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => record.push(std::mem::take(&mut field)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                record.push(std::mem::take(&mut field));
                records.push(std::mem::take(&mut record));
            }
            c => field.push(c),
        }
    }
    if !field.is_empty() || !record.is_empty() {
        record.push(field);
        records.push(record);
    }
    records
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoted_field_may_contain_commas_and_quotes() {
        let text = "verdict,file,kind,claim,truth\r\nallow,a/1.doc,doc,\"a, \"\"b\"\".doc\",doc\n";
        let row = Row {
            file: "a/1.doc".to_owned(),
            verdict: "allow".to_owned(),
            truth: "doc".to_owned(),
            kind: "doc".to_owned(),
            claim: "a, \"b\".doc".to_owned(),
            tags: String::new(),
        };
        assert_eq!(parse(text), Ok(vec![row]));
        let text = "file,verdict,truth,kind,tags,claim\na,policy,policy,odt,macro no-mimetype,b\n";
        assert_eq!(parse(text).unwrap()[0].tags, "macro no-mimetype");
    }

    #[test]
    fn missing_column_and_short_record_are_errors() {
        let problem = parse("file,verdict,truth,kind\n").unwrap_err();
        assert_eq!(problem, "the manifest has no column `claim`");
        let problem = parse("file,verdict,truth,kind,claim\na,allow\n").unwrap_err();
        assert_eq!(problem, "record 2 of the manifest is too short");
    }
}
