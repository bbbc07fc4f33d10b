//! eBay's orders report: notes, a row for each article; an order of several articles begins with a
//! row that adds them up and names none. Notes below the table. English and German.

use kontor_api::import::{Content, Field, Skip};

use crate::dialect::{Dialect, Rows};
use crate::draft::{Aside, Draft, Line};

pub(crate) const DIALECT: Dialect = Dialect {
    id: "ebay_orders",
    platform: "eBay",
    content: Content::Orders,
    signatures: &[
        &["Sales Record Number", "Order Number", "Item Title", "Sold For", "Sale Date"],
        &["Verkaufsprotokollnummer", "Bestellnummer", "Angebotstitel", "Verkauft für"],
        &["Verkaufsprotokollnummer", "Bestellnummer", "Artikelbezeichnung", "Verkauft für"],
    ],
    columns: &[
        ("Order Number", Field::OrderId),
        ("Bestellnummer", Field::OrderId),
        ("Sale Date", Field::OrderedAt),
        ("Verkauft am", Field::OrderedAt),
        ("Verkaufsdatum", Field::OrderedAt),
        ("Custom Label", Field::Sku),
        ("Bestandseinheit", Field::Sku),
        ("Item Title", Field::Title),
        ("Angebotstitel", Field::Title),
        ("Artikelbezeichnung", Field::Title),
        ("Variation Details", Field::Variant),
        ("Variantendetails", Field::Variant),
        ("Quantity", Field::Quantity),
        ("Anzahl", Field::Quantity),
        ("Stückzahl", Field::Quantity),
        ("Sold For", Field::UnitPrice),
        ("Verkauft für", Field::UnitPrice),
        ("Buyer Username", Field::Customer),
        ("Nutzername des Käufers", Field::Customer),
        ("Buyer Email", Field::Email),
        ("E-Mail des Käufers", Field::Email),
        ("Buyer Name", Field::LastName),
        ("Name des Käufers", Field::LastName),
        ("Ship To Country", Field::Country),
        ("Versand nach Land", Field::Country),
        ("Buyer Country", Field::Country),
        ("Land des Käufers", Field::Country),
        ("Payment Method", Field::PaymentMethod),
        ("Zahlungsmethode", Field::PaymentMethod),
        ("Shipping And Handling", Field::OrderShipping),
        ("Verpackung und Versand", Field::OrderShipping),
        ("Seller Collected Tax", Field::OrderTax),
        ("Vom Verkäufer eingezogene Steuern", Field::OrderTax),
        ("Total Price", Field::OrderTotal),
        ("Gesamtpreis", Field::OrderTotal),
        ("Gesamtbetrag", Field::OrderTotal),
    ],
    variant: |header| header.has("Bestellnummer").then_some("German"),
    rows: Rows {
        key: Some(Field::OrderId),
        carry: &[
            Field::OrderedAt,
            Field::Customer,
            Field::Email,
            Field::LastName,
            Field::Country,
            Field::PaymentMethod,
        ],
        each: Some(each),
        group: Some(group),
        ..Rows::PLAIN
    },
};

fn each(_: &Line<'_>, draft: Draft) -> Result<Vec<Draft>, Aside> {
    if draft.lacks(&[Field::OrderId, Field::Title, Field::UnitPrice]) {
        return Err(Aside::Skip(Skip::Blank));
    }
    // Checked here, as `group` adds them up.
    for field in [Field::OrderShipping, Field::OrderTax, Field::OrderTotal] {
        draft.number(field)?;
    }
    Ok(vec![draft])
}

/// Sums of the order go to its first article: from the row that adds up, or of the rows.
fn group(drafts: &mut [Draft]) {
    let sums = [Field::OrderShipping, Field::OrderTax, Field::OrderTotal];
    let number = |draft: &Draft, field| draft.number(field).ok().flatten();
    let adds_up = |draft: &Draft| draft.lacks(&[Field::Title, Field::Sku]);
    let has_heading = drafts.len() > 1 && drafts.first().is_some_and(adds_up);
    let of_order = sums.map(|field| match drafts.first() {
        Some(first) if has_heading => number(first, field),
        _ => drafts.iter().filter_map(|draft| number(draft, field)).reduce(i128::saturating_add),
    });
    if let Some(first) = drafts.first_mut().filter(|_| has_heading) {
        first.skip = Some(Skip::Totals);
    }
    for (at, draft) in drafts.iter_mut().enumerate() {
        for (field, sum) in sums.into_iter().zip(of_order) {
            draft.put_number(field, sum.filter(|_| at == usize::from(has_heading)));
        }
    }
}
