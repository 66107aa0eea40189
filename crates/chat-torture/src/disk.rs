//! A disk whose power can be cut: a file system in an image file on another file system.
//!
//! ```text
//! the server's data folder
//! inner file system (ext4 or xfs)
//! loop device over `inner.img`       what the server's disk has seen is what is in this file
//! outer file system (xfs)            can clone a file at one instant, and can be stopped dead
//! loop device over `outer.img`
//! ```
//!
//! What the server's system holds in memory, the page cache and the journal of the inner file system, is in
//! neither file until it was written. So these are honest cuts:
//!
//! * [`Cache::None`]: the inner device writes through. A clone (`FICLONE`) of `inner.img` is what a disk
//!   without a cache of its own holds at that instant. The server goes on.
//! * [`Cache::Volatile`]: the inner device keeps what it is given in memory until it is told to flush, as disks
//!   do. The outer file system is stopped without flushing anything, so that all that was not flushed
//!   is gone. The server must start again.

mod device;
mod filler;

use crate::{Outcome, command};
use device::{Loop, Mount};
pub(crate) use filler::Filler;
use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

/// Bytes of the outer image. It is sparse.
const OUTER: u64 = 4 << 30;

/// Bytes of the inner one.
const INNER: u64 = 1 << 30;

/// The file system that the server writes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileSystem {
    Ext4,
    Xfs,
}

/// Whether the server's disk keeps what was not flushed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cache {
    None,
    Volatile,
}

/// A disk. It is taken apart when dropped. The fields are in the order in which that must be done.
pub(crate) struct Disk {
    inner: Option<(Mount, Loop)>,
    outer: Option<(Mount, Loop)>,
    folder: PathBuf,
    system: FileSystem,
    cache: Cache,
}

/// What was on a disk when its power was cut.
pub(crate) struct Copy {
    mount: Option<(Mount, Loop)>,
    image: PathBuf,
}

impl Disk {
    /// A new disk, in a folder of its own.
    ///
    /// # Errors
    /// If this machine can't have one: it takes root, loop devices, and both file systems.
    pub(crate) fn make(folder: &Path, system: FileSystem, cache: Cache) -> Outcome<Self> {
        let image = folder.join("outer.img");
        sparse(&image, OUTER)?;
        command::run("mkfs.xfs", &[s("-q"), s("-m"), s("reflink=1"), s(&image)])?;
        let mut disk = Self {
            inner: None,
            outer: None,
            folder: folder.to_owned(),
            system,
            cache,
        };
        disk.attach_outer()?;
        sparse(&disk.image(), INNER)?;
        let inner = Loop::attach(&disk.image(), cache == Cache::None)?;
        match system {
            FileSystem::Ext4 => command::run("mkfs.ext4", &["-q", inner.device()])?,
            FileSystem::Xfs => command::run("mkfs.xfs", &["-q", inner.device()])?,
        };
        drop(inner);
        disk.attach_inner()?;
        Ok(disk)
    }

    /// The server's data folder on it.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.join("inner").join("data")
    }

    /// Fills the file system that the server writes to.
    ///
    /// # Errors
    /// If it can't be filled.
    pub(crate) fn fill(&self) -> Outcome<Filler> {
        Filler::make(&self.folder.join("inner"))
    }

    /// What the disk holds at this instant.
    ///
    /// # Errors
    /// If it can't be cloned.
    pub(crate) fn copy(&self) -> Outcome<Copy> {
        let image = self.folder.join("outer").join("copy.img");
        command::run("cp", &[s("--reflink=always"), s(&self.image()), s(&image)])?;
        Ok(Copy { mount: None, image })
    }

    /// Cuts the power: whatever was not flushed is gone, and nothing can be written any more.
    ///
    /// # Errors
    /// If it can't be cut.
    pub(crate) fn cut(&self) -> Outcome {
        // Without `-f` nothing is flushed before, the journal neither.
        let outer = self.folder.join("outer");
        command::run("xfs_io", &[s("-x"), s("-c"), s("shutdown"), s(&outer)])?;
        Ok(())
    }

    /// The power is back: everything is mounted again, from what was flushed.
    ///
    /// # Errors
    /// If a file system can't be mounted.
    pub(crate) fn come_back(&mut self) -> Outcome {
        self.inner = None;
        self.outer = None;
        self.attach_outer()?;
        self.attach_inner()
    }

    fn image(&self) -> PathBuf {
        self.folder.join("outer").join("inner.img")
    }

    fn attach_outer(&mut self) -> Outcome {
        let device = Loop::attach(&self.folder.join("outer.img"), true)?;
        let mount = Mount::make(device.device(), &self.folder.join("outer"), "")?;
        self.outer = Some((mount, device));
        Ok(())
    }

    fn attach_inner(&mut self) -> Outcome {
        let device = Loop::attach(&self.image(), self.cache == Cache::None)?;
        let mount = Mount::make(device.device(), &self.folder.join("inner"), "")?;
        self.inner = Some((mount, device));
        Ok(())
    }
}

impl Copy {
    /// Mounts it beside the disk that it is of. Answers with the data folder.
    ///
    /// # Errors
    /// If it can't be mounted.
    pub(crate) fn mount(&mut self, disk: &Disk) -> Outcome<PathBuf> {
        let folder = disk.folder.join("copy");
        let device = Loop::attach(&self.image, false)?;
        // Two xfs of one id are mounted at a time.
        let options = match disk.system {
            FileSystem::Ext4 => "",
            FileSystem::Xfs => "nouuid",
        };
        let mount = Mount::make(device.device(), &folder, options)?;
        self.mount = Some((mount, device));
        Ok(folder.join("data"))
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        self.mount = None;
        // It goes with the disk otherwise.
        let _ = fs::remove_file(&self.image);
    }
}

fn s(text: &(impl AsRef<std::ffi::OsStr> + ?Sized)) -> &std::ffi::OsStr {
    text.as_ref()
}

fn sparse(image: &Path, bytes: u64) -> Outcome {
    let made = File::create(image).and_then(|file| file.set_len(bytes));
    made.map_err(|error| format!("{}: {error}", image.display()))
}
