//! What spreadsheets do to codes and dates that are opened and saved in them.

use kontor_api::import::{DateOrder, Field, Holds};

use crate::cell::{freed, is_worn_code};
use crate::timestamp::{is_recent, parse_timestamp};

/// How many cells show that a table went through a spreadsheet, by what it did to them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Damage {
    /// Codes of which six figures are left, such as `4.00638E+12`.
    pub codes: u64,
    /// Barcodes that lost the zero they began with, as their check digit tells.
    pub zeros: u64,
    /// Codes that something protects from spreadsheets, such as `'75008`: they are read without.
    pub protected: u64,
    /// Day numbers, such as `45999`, among dates that are written out.
    pub day_numbers: u64,
}

impl Damage {
    /// Counts a cell of a column that means `field`, in a table with such dates.
    pub(crate) fn note(&mut self, field: Field, cell: &str, dates: DateOrder) {
        let text = freed(cell);
        match field {
            Field::Sku | Field::SupplierSku | Field::Barcode if is_worn_code(text) => {
                self.codes += 1;
            }
            Field::Barcode if has_lost_zero(text) => self.zeros += 1,
            Field::Sku
            | Field::SupplierSku
            | Field::Barcode
            | Field::OrderId
            | Field::PurchaseOrder
            | Field::Customer
            | Field::Zip
            | Field::Phone => {
                self.protected += u64::from(text != cell.trim());
            }
            _ if field.holds() == Holds::Moment && dates != DateOrder::Serial => {
                let is_number = is_recent(text, DateOrder::Serial);
                self.day_numbers += u64::from(is_number && parse_timestamp(text, dates).is_none());
            }
            _ => {}
        }
    }

    /// Adds what was counted elsewhere.
    pub fn add(&mut self, other: Damage) {
        self.codes += other.codes;
        self.zeros += other.zeros;
        self.protected += other.protected;
        self.day_numbers += other.day_numbers;
    }
}

/// Whether a barcode is an EAN-8 or UPC-A without the zero it began with: one figure short, and its
/// check digit right. From the right, figures weigh 1 and 3 in turn, and add up to a multiple of
/// ten (GS1 General Specifications, 7.9).
fn has_lost_zero(text: &str) -> bool {
    if !matches!(text.len(), 7 | 11) || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let weighed = text.bytes().rev().zip([1_u32, 3].into_iter().cycle());
    let sum: u32 = weighed.map(|(figure, weight)| u32::from(figure - b'0') * weight).sum();
    sum.is_multiple_of(10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_is_told_from_what_is_whole() {
        let of = |field, cell: &str| {
            let mut damage = Damage::default();
            damage.note(field, cell, DateOrder::YearMonthDay);
            (damage.codes, damage.zeros, damage.protected, damage.day_numbers)
        };
        assert_eq!(of(Field::Barcode, "4.00638E+12"), (1, 0, 0, 0));
        // 036000291452 is a UPC-A, 01234565 an EAN-8.
        assert_eq!(of(Field::Barcode, "36000291452"), (0, 1, 0, 0));
        assert_eq!(of(Field::Barcode, "1234565"), (0, 1, 0, 0));
        assert_eq!(of(Field::Barcode, "36000291453"), (0, 0, 0, 0));
        assert_eq!(of(Field::Barcode, "036000291452"), (0, 0, 0, 0));
        assert_eq!(of(Field::Sku, "'75008"), (0, 0, 1, 0));
        assert_eq!(of(Field::Sku, "=\"75008\""), (0, 0, 1, 0));
        assert_eq!(of(Field::Sku, " 75008 "), (0, 0, 0, 0));
        assert_eq!(of(Field::OrderedAt, "45999.5"), (0, 0, 0, 1));
        assert_eq!(of(Field::OrderedAt, "2025-12-09"), (0, 0, 0, 0));
        assert_eq!(of(Field::Title, "4.00638E+12"), (0, 0, 0, 0));
    }
}
