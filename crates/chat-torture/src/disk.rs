//! A disk whose power can be cut: a file system in an image file on another file system.
//!
//! ```text
//! the server's data folder
//! inner file system (ext4 or xfs)
//! loop device over `inner.img`       this file holds what the server's disk has received
//! outer file system (xfs)            can clone a file atomically, and shut down without a flush
//! loop device over `outer.img`
//! ```
//!
//! Data that the operating system still buffers, in the page cache or in the inner file system's
//! journal, is in neither file. Two realistic kinds of power cuts follow:
//!
//! * [`Cache::None`]: the inner device writes through. A clone (`FICLONE`) of `inner.img` is what a
//!   disk without a cache holds at that instant. The server keeps running.
//! * [`Cache::Volatile`]: like most disks, the inner device buffers writes in memory until told to
//!   flush. The outer file system is shut down without a flush, so everything unflushed is lost.
//!   The server must restart.

mod device;
mod filler;

use crate::{command, outcome::Outcome};
use device::{Loop, Mount};
pub(crate) use filler::Filler;
use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

/// Size of the outer image in bytes. The file is sparse.
const OUTER: u64 = 4 << 30;

/// Size of the inner image in bytes.
const INNER: u64 = 1 << 30;

/// The file system of the server's disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileSystem {
    Ext4,
    Xfs,
}

/// Whether the server's disk has a cache that a power cut empties.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cache {
    None,
    Volatile,
}

/// A disk, dismantled on drop. The order of the fields is the order in which that must happen.
pub(crate) struct Disk {
    inner: Option<(Mount, Loop)>,
    outer: Option<(Mount, Loop)>,
    folder: PathBuf,
    system: FileSystem,
    cache: Cache,
}

/// The content of a disk at the moment of a power cut.
pub(crate) struct Copy {
    mount: Option<(Mount, Loop)>,
    image: PathBuf,
}

impl Disk {
    /// Creates a disk in its own folder.
    ///
    /// # Errors
    /// If this machine does not support it: it takes root, loop devices and both file systems.
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

    /// The server's data folder on the disk.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.join("inner").join("data")
    }

    /// Fills the file system of the server's disk.
    ///
    /// # Errors
    /// If it can't be filled.
    pub(crate) fn fill(&self) -> Outcome<Filler> {
        Filler::make(&self.folder.join("inner"))
    }

    /// Clones the disk's current content.
    ///
    /// # Errors
    /// If it can't be cloned.
    pub(crate) fn copy(&self) -> Outcome<Copy> {
        let image = self.folder.join("outer").join("copy.img");
        command::run("cp", &[s("--reflink=always"), s(&self.image()), s(&image)])?;
        Ok(Copy { mount: None, image })
    }

    /// Cuts the power: unflushed data is lost, and writes fail from now on.
    ///
    /// # Errors
    /// If the shutdown fails.
    pub(crate) fn cut(&self) -> Outcome {
        // Without `-f`, nothing is flushed first, not even the journal.
        let outer = self.folder.join("outer");
        command::run("xfs_io", &[s("-x"), s("-c"), s("shutdown"), s(&outer)])?;
        Ok(())
    }

    /// Restores the power: remounts everything from the flushed data.
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
    /// Mounts the copy beside its original disk. Returns the data folder.
    ///
    /// # Errors
    /// If it can't be mounted.
    pub(crate) fn mount(&mut self, disk: &Disk) -> Outcome<PathBuf> {
        let folder = disk.folder.join("copy");
        let device = Loop::attach(&self.image, false)?;
        // Two xfs with the same id are mounted at the same time.
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
        // Otherwise it is deleted with the disk.
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
