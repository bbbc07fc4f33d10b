//! What a person changed of the plan. It stays while he looks at other pages of the same shop, and
//! goes with each ask: the engine says what follows from it.

use kontor_api::reorder::{ReorderEdit, ReorderRow};
use kontor_domain::{Date, Quantity};
use leptos::prelude::*;

/// The changes.
#[derive(Clone, Copy)]
pub struct Draft(RwSignal<Vec<ReorderEdit>>);

impl Default for Draft {
    fn default() -> Self {
        Draft(RwSignal::new(Vec::new()))
    }
}

impl Draft {
    /// The draft of the open shop.
    pub fn of_shop() -> Draft {
        use_context().unwrap_or_default()
    }

    /// The changes, as the engine takes them.
    pub fn edits(self) -> Vec<ReorderEdit> {
        self.0.get()
    }

    /// Whether there are any.
    pub fn is_empty(self) -> bool {
        self.0.with(Vec::is_empty)
    }

    /// The quantity that was entered for a product.
    pub fn quantity(self, sku: &str) -> Option<Quantity> {
        self.0.with(|edits| edits.iter().find(|edit| edit.sku == sku)?.quantity)
    }

    /// Orders this much of a product; as much as planned is no change.
    pub fn order(self, row: &ReorderRow, quantity: Quantity) {
        let quantity = Quantity { milli: quantity.milli.max(0) };
        self.change(&row.sku, |edit| {
            edit.quantity = (quantity != row.suggested).then_some(quantity);
        });
    }

    /// Orders a product or leaves it out.
    pub fn take(self, row: &ReorderRow, is_taken: bool) {
        let quantity = match is_taken {
            false => Quantity::default(),
            true if row.suggested.milli > 0 => row.suggested,
            true => row.step,
        };
        self.order(row, quantity);
    }

    /// Orders a product of another supplier.
    pub fn buy_from(self, sku: &str, supplier: String) {
        self.change(sku, |edit| edit.supplier = Some(supplier));
    }

    /// Orders a product on another day.
    pub fn order_on(self, sku: &str, day: Date) {
        self.change(sku, |edit| edit.order_on = Some(day));
    }

    /// Back to what was planned of these products.
    pub fn forget(self, is_meant: impl Fn(&ReorderEdit) -> bool) {
        self.0.update(|edits| edits.retain(|edit| !is_meant(edit)));
    }

    fn change(self, sku: &str, change: impl FnOnce(&mut ReorderEdit)) {
        self.0.update(|edits| {
            let known = edits.iter().position(|edit| edit.sku == sku);
            let mut edit = match known {
                Some(place) => edits.remove(place),
                None => ReorderEdit { sku: sku.to_owned(), ..ReorderEdit::default() },
            };
            change(&mut edit);
            let nothing = ReorderEdit { sku: sku.to_owned(), ..ReorderEdit::default() };
            if edit != nothing {
                edits.push(edit);
            }
        });
    }
}
