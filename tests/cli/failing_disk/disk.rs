//! A disk that fails on demand.

use std::{
    fs::{self, File},
    os::unix::fs::FileExt as _,
    path::{Path, PathBuf},
    process::Command,
};
use visit_chat_tests::ServerProcess;

const FAULTS: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../../tests/cli/failing_disk/faults.c"
);

/// Controls the disk of one server.
pub(super) struct Disk {
    control: File,
    path: PathBuf,
    library: PathBuf,
}

impl Disk {
    pub(super) fn new(folder: &Path) -> Self {
        let (path, library) = (folder.join("control"), folder.join("faults.so"));
        let compiled = Command::new("cc")
            .args(["-shared", "-fPIC", "-O1", "-o"])
            .arg(&library)
            .args([FAULTS, "-ldl"])
            .status();
        assert!(compiled.unwrap().success(), "there is a C compiler");
        fs::write(&path, [0; 24]).unwrap();
        let control = File::options().read(true).write(true).open(&path).unwrap();
        Self {
            control,
            path,
            library,
        }
    }

    pub(super) fn serve(&self, data: &Path) -> ServerProcess {
        let folder = format!("{}/", data.display());
        let text = |path: &Path| path.to_str().unwrap().to_owned();
        let (path, library) = (text(&self.path), text(&self.library));
        ServerProcess::serve_with(
            data,
            &[
                ("LD_PRELOAD", &library),
                ("DISK_FAULTS", &path),
                ("DISK_FAULTS_IN", &folder),
            ],
        )
    }

    /// Restarts the count of operations at 1, and makes those in the range fail.
    pub(super) fn fail(&self, from: i64, until: i64) {
        for (place, value) in [(16, until), (8, from), (0, 0)] {
            let value = value.to_ne_bytes();
            self.control.write_all_at(&value, place).unwrap();
        }
    }

    pub(super) fn heal(&self) {
        self.fail(0, 0);
    }

    /// The number of operations since then.
    pub(super) fn operations(&self) -> i64 {
        let mut count = [0; 8];
        self.control.read_exact_at(&mut count, 0).unwrap();
        i64::from_ne_bytes(count)
    }
}
