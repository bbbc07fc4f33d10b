//! The fonts that text is written with, and what none of them has.

use crate::{FontFile, OrderError, PurchaseOrder};
use harfrust::ShaperData;
use krilla::{Data, text::Font};
use skrifa::{FontRef, MetadataProvider};
use std::collections::BTreeSet;

/// Each family with its regular and its heavier face. The first is Latin, Greek, Cyrillic and
/// Devanagari. Noto Sans Arabic is of version 2.005: newer ones draw a letter and its dots as
/// several glyphs, and poppler then reads spaces between the letters of a word.
const BUNDLED: [[&[u8]; 2]; 3] = [
    [
        include_bytes!("../../../../assets/fonts/NotoSans-Regular.ttf"),
        include_bytes!("../../../../assets/fonts/NotoSans-SemiBold.ttf"),
    ],
    [
        include_bytes!("../../../../assets/fonts/NotoSansHebrew-Regular.ttf"),
        include_bytes!("../../../../assets/fonts/NotoSansHebrew-SemiBold.ttf"),
    ],
    [
        include_bytes!("../../../../assets/fonts/NotoSansArabic-Regular.ttf"),
        include_bytes!("../../../../assets/fonts/NotoSansArabic-Bold.ttf"),
    ],
];

/// The fonts that a PDF is written with: those that Kontor brings (Latin, Greek, Cyrillic,
/// Devanagari, Hebrew, Arabic), and others for what they lack.
pub struct Fonts {
    /// In the order in which they are asked for a character; never without the bundled ones.
    families: Vec<Family>,
}

struct Family {
    regular: Face,
    semi_bold: Option<Face>,
}

/// A face, as the shaper and as the PDF want it.
pub(super) struct Face {
    data: Data,
    index: u32,
    shaper: ShaperData,
    pub(super) font: Font,
}

/// How heavy text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    SemiBold,
}

impl Fonts {
    /// The fonts that Kontor brings.
    ///
    /// # Errors
    /// [`OrderError::Font`], if one of them was damaged when the program was built.
    pub fn bundled() -> Result<Fonts, OrderError> {
        let family = |[regular, semi_bold]: [&'static [u8]; 2]| {
            Ok(Family {
                regular: Face::new(regular.into(), 0)?,
                semi_bold: Some(Face::new(semi_bold.into(), 0)?),
            })
        };
        let families = BUNDLED.into_iter().map(family).collect::<Result<_, OrderError>>()?;
        Ok(Fonts { families })
    }

    /// Adds a font for the characters that those before it lack; see
    /// [`system_fonts`](crate::system_fonts).
    ///
    /// # Errors
    /// [`OrderError::Font`], if the file is no font that a PDF can hold.
    pub fn add(&mut self, font: FontFile) -> Result<(), OrderError> {
        let regular = Face::new(font.bytes.into(), font.index)?;
        self.families.push(Family { regular, semi_bold: None });
        Ok(())
    }

    /// The face of a family; the nearest there is.
    pub(super) fn face(&self, family: usize, weight: Weight) -> Option<&Face> {
        let family = self.families.get(family)?;
        match weight {
            Weight::Regular => Some(&family.regular),
            Weight::SemiBold => family.semi_bold.as_ref().or(Some(&family.regular)),
        }
    }

    /// The first family that has a character.
    pub(super) fn family_of(&self, character: char) -> Option<usize> {
        self.families.iter().position(|family| family.regular.has(character))
    }

    /// Whether a family has a character.
    pub(super) fn has(&self, family: usize, character: char) -> bool {
        self.families.get(family).is_some_and(|family| family.regular.has(character))
    }
}

impl Face {
    fn new(data: Data, index: u32) -> Result<Face, OrderError> {
        let font = FontRef::from_index(data.as_ref(), index).map_err(|_| OrderError::Font)?;
        let shaper = ShaperData::new(&font);
        let font = Font::new(data.clone(), index).ok_or(OrderError::Font)?;
        Ok(Face { data, index, shaper, font })
    }

    fn has(&self, character: char) -> bool {
        self.read().is_some_and(|font| font.charmap().map(character).is_some())
    }

    /// The font's tables.
    fn read(&self) -> Option<FontRef<'_>> {
        FontRef::from_index(self.data.as_ref(), self.index).ok()
    }

    /// Hands the font to a shaper; nothing if it cannot be read, which [`Face::new`] has tried.
    pub(super) fn shaper<T>(&self, shape: impl FnOnce(&harfrust::Shaper<'_>) -> T) -> Option<T> {
        let font = self.read()?;
        Some(shape(&self.shaper.shaper(&font).build()))
    }
}

/// The characters of an order that no font has, each once: they would be boxes in the PDF.
/// [`system_fonts`](crate::system_fonts) may find fonts for them.
pub fn missing_glyphs(order: &PurchaseOrder, fonts: &Fonts) -> Vec<char> {
    let PurchaseOrder { shop, supplier, lines, .. } = order;
    let mut texts: Vec<&str> = vec![&order.number, &shop.name, &supplier.name];
    texts.extend(
        [&shop.address, &supplier.address, &order.ship_to]
            .into_iter()
            .flatten()
            .map(String::as_str),
    );
    texts.extend(
        [&shop.email, &shop.phone, &shop.tax_id, &supplier.email, &order.terms, &order.notes]
            .into_iter()
            .flatten()
            .map(String::as_str),
    );
    for line in lines {
        texts.extend([line.sku.as_str(), line.title.as_str()]);
        texts.extend(line.supplier_sku.as_deref());
    }
    let written: BTreeSet<char> = texts.into_iter().flat_map(str::chars).collect();
    written
        .into_iter()
        .filter(|character| !is_invisible(*character) && fonts.family_of(*character).is_none())
        .collect()
}

/// Whether a character shows nothing: spaces, controls, and what Unicode says to ignore where it
/// is not supported (Default_Ignorable_Code_Point).
pub(super) fn is_invisible(character: char) -> bool {
    character.is_whitespace()
        || character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'..='\u{1160}'
                | '\u{17b4}'..='\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fff8}'
                | '\u{1bca0}'..='\u{1bca3}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}
