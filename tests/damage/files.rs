//! Damage to the stored files.

use crate::{chance::Chance, kind::Kind};
use std::{
    fs,
    path::{Path, PathBuf},
};

pub(crate) fn damage(kind: Kind, folder: &Path, chance: &mut Chance) -> String {
    let files = all(folder);
    let file = chance.pick(&files);
    let mut bytes = fs::read(file).unwrap();
    match kind {
        Kind::FileGone => fs::remove_file(file).unwrap(),
        Kind::FileByte => {
            let at = chance.below(bytes.len());
            bytes[at] ^= chance.bits();
            fs::write(file, bytes).unwrap();
        }
        Kind::FileCut => {
            bytes.truncate(chance.below(bytes.len()));
            fs::write(file, bytes).unwrap();
        }
        Kind::FilesSwapped => {
            let others: Vec<_> = files.iter().filter(|other| *other != file).collect();
            let other = *chance.pick(&others);
            fs::write(file, fs::read(other).unwrap()).unwrap();
            fs::write(other, bytes).unwrap();
        }
        _ => panic!("{kind:?} is no damage to a file"),
    }
    file.display().to_string()
}

fn all(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(all(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}
