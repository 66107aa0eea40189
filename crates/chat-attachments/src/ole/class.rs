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
    /// A program's whose content is inspected.
    Document,
    /// Another, or several.
    Other,
}

impl Class {
    /// The class with this ID (MS-CFB 2.6.1).
    pub(super) fn of_id(id: [u8; 16]) -> Self {
        match u128::from_be_bytes(id) {
            0 => Self::None,
            id if DOCUMENTS.contains(&id) => Self::Document,
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
            () if is_document(name) => Self::Document,
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

/// A class ID, as it is in a file.
const fn id(first: u32, second: u16, third: u16, rest: u64) -> u128 {
    (first.swap_bytes() as u128) << 96
        | (second.swap_bytes() as u128) << 80
        | (third.swap_bytes() as u128) << 64
        | rest as u128
}

/// The class IDs of this form that Microsoft's programs have.
const fn microsoft(first: u32) -> u128 {
    id(first, 0, 0, 0xc000_0000_0000_0046)
}

/// Class IDs of the programs whose content is inspected.
const DOCUMENTS: &[u128] = &[
    // Excel, Graph, Word, PowerPoint and the equation editor, as of OLE 1.
    microsoft(0x0003_0000),
    microsoft(0x0003_0001),
    microsoft(0x0003_0003),
    microsoft(0x0003_0004),
    microsoft(0x0003_0005),
    microsoft(0x0003_0006),
    microsoft(0x0003_000b),
    // Graph: MSGraph.Chart.5 and .8.
    microsoft(0x0002_0801),
    microsoft(0x0002_0803),
    // Excel: Sheet.5, Chart.5, Sheet.8, Chart.8, Sheet.12.
    microsoft(0x0002_0810),
    microsoft(0x0002_0811),
    microsoft(0x0002_0820),
    microsoft(0x0002_0821),
    microsoft(0x0002_0830),
    // Word: Document.6, Picture.6, Document.8, Picture.8, Document.12.
    microsoft(0x0002_0900),
    microsoft(0x0002_0901),
    microsoft(0x0002_0906),
    microsoft(0x0002_0907),
    id(0xf475_4c9b, 0x64f5, 0x4b40, 0x8af4_6797_32ac_0607),
    // PowerPoint: Show.7, Slide.7, Show.8, Slide.8, Show.12, Slide.12.
    id(0xea7b_ae70, 0xfb3b, 0x11cd, 0xa903_00aa_0051_0ea3),
    id(0xea7b_ae71, 0xfb3b, 0x11cd, 0xa903_00aa_0051_0ea3),
    id(0x6481_8d10, 0x4f9b, 0x11cf, 0x86ea_00aa_00b9_29e8),
    id(0x6481_8d11, 0x4f9b, 0x11cf, 0x86ea_00aa_00b9_29e8),
    id(0xcf4f_55f4, 0x8f87, 0x4d47, 0x80bb_5808_164b_b3f8),
    id(0x048e_b43e, 0x2059, 0x422f, 0x95e0_557d_a960_38af),
    // Equations: Equation.2, Equation.3, and MathType's Equation.DSMT4.
    microsoft(0x0002_1700),
    microsoft(0x0002_ce02),
    microsoft(0x0002_ce03),
    // LibreOffice: Writer, Calc, Impress, Draw, Chart, Math.
    id(0x8bc6_b165, 0xb1b2, 0x4edd, 0xaa47_dae2_ee68_9dd6),
    id(0x47bb_b4cb, 0xce4c, 0x4e80, 0xa591_42d9_ae74_950f),
    id(0x9176_e48a, 0x637a, 0x4d1f, 0x803b_99d9_bfac_1047),
    id(0x4bab_8970, 0x8a3b, 0x45b3, 0x991c_cbee_ac6b_d5e3),
    id(0x12dc_ae26, 0x281f, 0x416f, 0xa234_c308_6127_382e),
    id(0x078b_7aba, 0x54fc, 0x457f, 0x8551_6147_e776_a997),
    // Its OpenDocument files in Microsoft's: Writer, Calc, Impress, Draw, Math, Chart.
    id(0xf616_b81f, 0x7bb8, 0x4f22, 0xb8a5_4742_8d59_f8ad),
    id(0x7fa8_ae11, 0xb3e3, 0x4d88, 0xaabf_2555_26cd_1ce8),
    id(0xee5d_1ea4, 0xd445, 0x4289, 0xb2fc_55fc_9369_3917),
    id(0x448b_b771, 0xcfe2, 0x47c4, 0xbcdf_1fbf_378e_202c),
    id(0xd415_cd93, 0x35c4, 0x4c6f, 0x819d_a616_4c81_acae),
    id(0x0dd0_a57f, 0xcf3b, 0x4fd2, 0xbda4_9442_719b_2a73),
    // Acrobat: AcroExch.Document.
    id(0xb801_ca65, 0xa1fc, 0x11d0, 0x85ad_4445_5354_0000),
];

/// Beginnings of the names of these classes, in lower case.
const NAMES: &[&str] = &[
    "acroexch.document",
    "equation",
    "excel.chart",
    "excel.sheet",
    "excelchart",
    "excelworksheet",
    "msgraph",
    "mspowerpoint",
    "opendocument.",
    "powerpoint.show",
    "powerpoint.slide",
    "soffice.",
    "word.document",
    "word.picture",
    "worddocument",
];

fn is_document(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    NAMES.iter().any(|start| name.starts_with(start))
}
