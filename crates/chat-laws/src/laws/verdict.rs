//! The verdict of a law.

pub(super) fn fail(how: String) -> Result<(), String> {
    Err(how)
}

pub(super) fn ensure(holds: bool, how: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(how()) }
}
