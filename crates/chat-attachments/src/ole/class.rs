//! The class of an object (MS-OLEDS 2.1.1).

/// The class that decides which program opens an object, as far as it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// None is stated.
    None,
    /// The packager's, for files.
    Package,
    /// A picture that no program opens.
    Picture,
    /// Another, or several.
    Other,
}

impl Class {
    /// The class with this ID (MS-CFB 2.6.1).
    pub(super) fn of_id(id: [u8; 16]) -> Self {
        match u128::from_be_bytes(id) {
            0 => Self::None,
            0x0c00_0300_0000_0000_c000_0000_0000_0046
            | 0x20a7_0df2_2fc0_ce11_927b_0800_095a_e340 => Self::Package,
            0x1503_0000_0000_0000_c000_0000_0000_0046
            | 0x1603_0000_0000_0000_c000_0000_0000_0046
            | 0x1903_0000_0000_0000_c000_0000_0000_0046 => Self::Picture,
            _ => Self::Other,
        }
    }

    /// The class with this name.
    pub(crate) fn of_name(name: &str) -> Self {
        let is = |names: &[&str]| names.iter().any(|it| it.eq_ignore_ascii_case(name));
        match () {
            () if name.is_empty() => Self::None,
            () if is(&["package"]) => Self::Package,
            () if is(&["staticmetafile", "staticdib", "staticenhancedmetafile"]) => Self::Picture,
            () => Self::Other,
        }
    }

    /// This class if the other agrees or is missing.
    pub(super) fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::None, class) | (class, Self::None) => class,
            (class, other) if class == other => class,
            _ => Self::Other,
        }
    }

    /// Whether this is the given class, or none.
    pub(super) fn may_be(self, class: Self) -> bool {
        self == class || self == Self::None
    }
}
