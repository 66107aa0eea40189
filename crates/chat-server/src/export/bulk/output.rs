//! The files of lines.

use super::{durable, progress::Written};
use crate::{error::StartError, folder};
use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, BufWriter, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
};

/// The ending of a file of lines.
pub(super) const ENDING: &str = ".ndjson";

/// The files of lines, each opened with its first line.
pub(super) struct Output {
    folder: PathBuf,
    open: BTreeMap<String, BufWriter<File>>,
    written: BTreeMap<String, Written>,
}

impl Output {
    /// Goes back to what a progress says. Whatever was written later is cut off.
    ///
    /// # Errors
    /// [`StartError::File`]; [`StartError::Content`] if a file has lost lines.
    pub(super) fn resume(
        folder: &Path,
        written: &BTreeMap<String, Written>,
    ) -> Result<Self, StartError> {
        let mut output = Self {
            folder: folder.to_owned(),
            open: BTreeMap::new(),
            written: BTreeMap::new(),
        };
        for entry in fs::read_dir(folder).map_err(StartError::file(folder))? {
            let path = entry.map_err(StartError::file(folder))?.path();
            let name = path.file_name().and_then(|name| name.to_str());
            if name.is_some_and(|name| name.ends_with(ENDING) && !written.contains_key(name)) {
                fs::remove_file(&path).map_err(StartError::file(&path))?;
            }
        }
        for (name, written) in written {
            let path = folder.join(name);
            let size = fs::metadata(&path).map_err(StartError::file(&path))?.len();
            if size < written.bytes {
                let what = "it has lost lines; begin again in another folder".to_owned();
                return Err(StartError::Content { path, what });
            }
            output.written.insert(name.clone(), *written);
            output.cut(name).map_err(StartError::file(&path))?;
        }
        Ok(output)
    }

    /// Adds a line, which ends with its newline.
    pub(super) fn add(&mut self, name: &str, line: &[u8]) -> Result<(), StartError> {
        let added = self.opened(name).and_then(|file| file.write_all(line));
        added.map_err(StartError::file(self.folder.join(name)))?;
        let written = self.written.entry(name.to_owned()).or_default();
        written.bytes = written.bytes.saturating_add(line.len() as u64);
        written.lines = written.lines.saturating_add(1);
        Ok(())
    }

    /// What has been written so far.
    pub(super) const fn written(&self) -> &BTreeMap<String, Written> {
        &self.written
    }

    /// Takes back what was written after that.
    pub(super) fn back_to(
        &mut self,
        written: &BTreeMap<String, Written>,
    ) -> Result<(), StartError> {
        let names: Vec<_> = self.written.keys().cloned().collect();
        for name in names {
            // A file that is not among them was begun later: nothing of it stays.
            let before = written.get(&name).copied().unwrap_or_default();
            self.written.insert(name.clone(), before);
            let cut = self.cut(&name);
            cut.map_err(StartError::file(self.folder.join(name)))?;
        }
        Ok(())
    }

    /// Makes the files durable, and returns what they have.
    pub(super) fn sync(&mut self) -> Result<BTreeMap<String, Written>, StartError> {
        for (name, file) in &mut self.open {
            let synced = file.flush().and_then(|()| file.get_ref().sync_data());
            synced.map_err(StartError::file(self.folder.join(name)))?;
        }
        folder::sync(&self.folder).map_err(StartError::file(&self.folder))?;
        Ok(self.written.clone())
    }

    fn opened(&mut self, name: &str) -> io::Result<&mut BufWriter<File>> {
        if !self.open.contains_key(name) {
            let file = durable::open(&self.folder.join(name))?;
            self.open.insert(name.to_owned(), BufWriter::new(file));
        }
        self.open
            .get_mut(name)
            .ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    /// Shortens a file to what it is said to have.
    fn cut(&mut self, name: &str) -> io::Result<()> {
        let bytes = self.written.get(name).map_or(0, |written| written.bytes);
        let file = self.opened(name)?;
        file.flush()?;
        file.get_ref().set_len(bytes)?;
        file.seek(SeekFrom::Start(bytes)).map(drop)
    }
}
