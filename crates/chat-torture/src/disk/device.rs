//! Loop devices and mounts that are removed on drop.

use crate::{command, outcome::Outcome};
use std::{
    ffi::OsStr,
    fs,
    path::{Path, PathBuf},
    thread,
    time::Duration,
};

/// Maximum number of attempts to unmount a busy file system.
const ATTEMPTS: u32 = 50;

/// A loop device over an image file.
pub(super) struct Loop {
    device: String,
}

/// A mounted file system.
pub(super) struct Mount {
    folder: PathBuf,
}

impl Loop {
    /// Attaches a free device. With `direct`, it uses direct I/O and buffers nothing.
    ///
    /// # Errors
    /// If there is no free device, or it does not support the requested mode.
    pub(super) fn attach(image: &Path, direct: bool) -> Outcome<Self> {
        let mode = if direct {
            "--direct-io=on"
        } else {
            "--direct-io=off"
        };
        let words = ["--find".as_ref(), "--show".as_ref(), mode.as_ref()];
        let device = command::run(
            "losetup",
            &[&words, [image.as_os_str()].as_slice()].concat(),
        )?;
        let attached = Self { device };
        let wanted = if direct { "1" } else { "0" };
        let options = [
            "--list",
            "--noheadings",
            "--output",
            "DIO",
            &attached.device,
        ];
        let is = command::run("losetup", &options)?;
        if is == wanted {
            Ok(attached)
        } else {
            Err(format!("{} can't be attached with {mode}", image.display()))
        }
    }

    /// The device's path, such as `/dev/loop0`.
    pub(super) fn device(&self) -> &str {
        &self.device
    }
}

impl Mount {
    /// Mounts a device at a folder, which is created.
    ///
    /// # Errors
    /// If it can't be mounted.
    pub(super) fn make(device: &str, folder: &Path, options: &str) -> Outcome<Self> {
        fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        let (device, folder_word): (&OsStr, _) = (device.as_ref(), folder.as_os_str());
        let mut words = vec![device, folder_word];
        if !options.is_empty() {
            words.splice(0..0, [OsStr::new("-o"), OsStr::new(options)]);
        }
        command::run("mount", &words)?;
        Ok(Self {
            folder: folder.to_owned(),
        })
    }
}

impl Drop for Loop {
    fn drop(&mut self) {
        if let Err(problem) = command::run("losetup", &["--detach", &self.device]) {
            eprintln!("torture: left a loop device behind: {problem}");
        }
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let mut last = String::new();
        for _ in 0..ATTEMPTS {
            match command::run("umount", &[&self.folder]) {
                Ok(_) => return,
                Err(problem) => last = problem,
            }
            thread::sleep(Duration::from_millis(100));
        }
        eprintln!("torture: left a mount behind: {last}");
        // It is unmounted once its last user is gone.
        let _ = command::run("umount", &["--lazy".as_ref(), self.folder.as_os_str()]);
    }
}
