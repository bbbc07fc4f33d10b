//! The contract's own words in each language: names of measures, kinds and reasons, shared by the
//! window, the command line and reports.

use crate::{
    import::{Field, LineKind, Refusal},
    sales::Measure,
};
use kontor_domain::Language;

/// A thing of the contract that has a name for people.
pub trait Words {
    /// Its name in `language`.
    fn title(&self, language: Language) -> &'static str;
}

macro_rules! words {
    ($type:ident { $($variant:ident: $en:literal, $de:literal;)* }) => {
        impl Words for $type {
            fn title(&self, language: Language) -> &'static str {
                match (self, language) {
                    $(($type::$variant, Language::En) => $en,
                      ($type::$variant, Language::De) => $de,)*
                }
            }
        }
    };
}

words!(Measure {
    NetSales: "Net sales", "Nettoumsatz";
    Orders: "Orders", "Bestellungen";
    Units: "Units", "Stück";
    AverageOrder: "Average order", "Ø Bestellwert";
    TakenBack: "Cancelled and returned", "Storniert und zurückgegeben";
    Shipping: "Shipping charged", "Berechneter Versand";
    AllLines: "Sum of all lines", "Summe aller Zeilen";
});

words!(LineKind {
    Sale: "Sale", "Verkauf";
    Cancelled: "Cancelled", "Storniert";
    Returned: "Returned", "Zurückgegeben";
    Free: "Free of charge", "Kostenlos";
    Shipping: "Shipping", "Versand";
    Fee: "Fee", "Gebühr";
    Discount: "Discount", "Rabatt";
    Adjustment: "Adjustment", "Korrektur";
    Voucher: "Gift voucher", "Gutschein";
});

words!(Refusal {
    Ragged: "The row has more or fewer cells than the header", "Die Zeile hat mehr oder weniger Zellen als die Kopfzeile";
    Encoding: "The row holds bytes that are no text", "Die Zeile enthält Bytes, die kein Text sind";
    NoOrder: "No order number", "Keine Bestellnummer";
    BadDate: "No date, or one that cannot be read", "Kein Datum oder ein unlesbares";
    BadQuantity: "No quantity, or one that is no number", "Keine Menge oder keine Zahl";
    BadAmount: "No price, or one that is no number", "Kein Preis oder keine Zahl";
    BadCurrency: "A currency that is no ISO code", "Eine Währung ohne ISO-Code";
    NoProduct: "Neither a product code nor a name", "Weder Artikelnummer noch Name";
    OutOfRange: "A number too large to be meant", "Eine Zahl, die zu groß ist, um gemeint zu sein";
});

words!(Field {
    OrderId: "Order number", "Bestellnummer";
    OrderedAt: "Ordered at", "Bestellt am";
    OrderedTime: "Time of day", "Uhrzeit";
    Sku: "Product code (SKU)", "Artikelnummer (SKU)";
    Title: "Product name", "Artikelname";
    Quantity: "Quantity", "Menge";
    UnitPrice: "Unit price", "Stückpreis";
    LineTotal: "Line total", "Zeilensumme";
    Discount: "Discount", "Rabatt";
    Currency: "Currency", "Währung";
    Customer: "Customer", "Kunde";
    Country: "Country", "Land";
    Status: "Status", "Status";
});
