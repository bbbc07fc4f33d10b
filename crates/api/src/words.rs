//! The contract's own words in each language: names of measures, kinds and reasons, shared by the
//! window, the command line and reports.

use crate::{
    forecast::DemandKind,
    import::{Content, Field, LineKind, Refusal, Skip},
    price::{Knowledge, PriceGoal, PricePart, PriceSort, PriceSource},
    product::StockSource,
    proposals::ProposalState,
    purchase_orders::OrderState,
    quality::{Fact, Known, Thing},
    reorder::{ReorderPart, ReorderSort, ReplayPolicy, Urgency},
    run_out::Shortage,
    sales::{Measure, RateUsed},
    settings::{Aim, PriceEnding},
};
use kontor_domain::{Language, Locale};

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

words!(Urgency {
    Late: "Too late", "Zu spät";
    Now: "Order now", "Jetzt bestellen";
    Soon: "Soon", "Bald";
    Enough: "Enough", "Genug";
    Overstock: "Too much", "Zu viel";
    Dead: "Not selling", "Ladenhüter";
    NotPlanned: "Not planned", "Nicht geplant";
});

words!(ReorderPart {
    Order: "To order", "Zu bestellen";
    TooMuch: "Too much", "Zu viel";
    NotPlanned: "Not planned", "Nicht geplant";
    All: "All products", "Alle Artikel";
});

words!(ReorderSort {
    Supplier: "By supplier", "Nach Lieferant";
    Urgency: "By urgency", "Nach Dringlichkeit";
    Sku: "By code", "Nach Nummer";
});

words!(ReplayPolicy {
    Kontor: "Kontor", "Kontor";
    Merchant: "What you did", "Was Sie getan haben";
    ReorderPoint: "Reorder point", "Meldebestand";
    Naive: "A month's sales", "Der Verkauf eines Monats";
});

words!(PriceGoal {
    Profit: "Most margin", "Höchste Marge";
    Revenue: "Most sales", "Höchster Umsatz";
    SellThrough: "Sold by a day", "Bis zu einem Tag verkauft";
});

words!(PricePart {
    Suggested: "To change", "Zu ändern";
    Kept: "Best kept", "Besser so";
    Unknown: "Not known", "Nicht bekannt";
    All: "All products", "Alle Artikel";
});

words!(PriceSort {
    Gain: "By gain", "Nach Mehrertrag";
    Title: "By name", "Nach Name";
    Elasticity: "By elasticity", "Nach Elastizität";
    Sku: "By code", "Nach Nummer";
});

words!(PriceSource {
    Keep: "As it is", "Wie bisher";
    CostPlus: "Rule: usual markup", "Regel: üblicher Aufschlag";
    Margins: "Rule: past margins", "Regel: frühere Margen";
    Fitted: "Fitted demand", "Geschätzte Nachfrage";
    Markdown: "Markdown", "Abverkauf";
    FlashSale: "Rule: flash sale", "Regel: Wochenaktion";
    Thompson: "Thompson sampling", "Thompson-Sampling";
    Agent: "Agent", "Agent";
});

words!(Knowledge {
    Known: "Known", "Bekannt";
    Pooled: "From its category", "Aus der Warengruppe";
    NotIdentifiable: "Not known", "Nicht bekannt";
});

words!(Aim {
    CycleService: "Order cycles without a gap", "Bestellzyklen ohne Lücke";
    FillRate: "Units sold at once", "Sofort lieferbare Stücke";
    Cost: "Lowest cost", "Niedrigste Kosten";
});

words!(PriceEnding {
    Any: "Any", "Beliebig";
    Nines: "12.99", "12,99";
    NinetyFive: "12.95", "12,95";
    Halves: "12.50", "12,50";
    Whole: "12.00", "12,00";
});

words!(ProposalState {
    Kept: "Kept", "Gemerkt";
    Open: "Open", "Offen";
    Approved: "Approved", "Freigegeben";
    Refused: "Refused", "Abgelehnt";
    Exported: "Handed on", "Weitergegeben";
});

words!(OrderState {
    Draft: "Draft", "Entwurf";
    Sent: "Sent", "Gesendet";
    PartlyReceived: "Partly received", "Teilweise geliefert";
    Closed: "Closed", "Abgeschlossen";
    Cancelled: "Cancelled", "Storniert";
});

words!(Measure {
    NetSales: "Net sales", "Nettoumsatz";
    Orders: "Orders", "Bestellungen";
    Units: "Units", "Stück";
    AverageOrder: "Average order", "Ø Bestellwert";
    TakenBack: "Cancelled and returned", "Storniert und zurückgegeben";
    Shipping: "Shipping charged", "Berechneter Versand";
    Discounts: "Discounts", "Rabatte";
    Tax: "Tax", "Steuer";
    Tips: "Tips", "Trinkgeld";
    Vouchers: "Gift vouchers sold", "Verkaufte Gutscheine";
    AllLines: "Sum of all lines", "Summe aller Zeilen";
    CostOfGoods: "Cost of goods", "Wareneinsatz";
    GrossProfit: "Gross profit", "Rohertrag";
    GrossMargin: "Gross margin", "Rohmarge";
    PaymentFees: "Payment fees", "Zahlungsgebühren";
    Fulfilment: "Fulfilment and shipping", "Verpackung und Versand";
    Contribution: "Contribution", "Deckungsbeitrag";
});

words!(DemandKind {
    Smooth: "Steady", "Gleichmäßig";
    Erratic: "Uneven", "Ungleichmäßig";
    Intermittent: "Now and then", "Ab und zu";
    Lumpy: "Now and then, uneven", "Ab und zu, ungleichmäßig";
    Rare: "Rare", "Selten";
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
    Tax: "Tax on top", "Steuer zusätzlich";
    Tip: "Tip", "Trinkgeld";
    Test: "Test order", "Testbestellung";
});

words!(Refusal {
    Ragged: "The row has more or fewer cells than the header", "Die Zeile hat mehr oder weniger Zellen als die Kopfzeile";
    Encoding: "The row holds bytes that are no text", "Die Zeile enthält Bytes, die kein Text sind";
    NoOrder: "No order number", "Keine Bestellnummer";
    BadDate: "No date, or one that cannot be read", "Kein Datum oder ein unlesbares";
    BadQuantity: "No quantity, or one that is no number", "Keine Menge oder eine, die keine Zahl ist";
    BadAmount: "No price, or one that is no number", "Kein Preis oder einer, der keine Zahl ist";
    BadCurrency: "A currency that is no ISO code", "Eine Währung, die kein ISO-Code ist";
    NoProduct: "Neither a product code nor a name", "Weder Artikelnummer noch Name";
    OutOfRange: "A number too large to be meant", "Eine Zahl, die zu groß ist, um so gemeint zu sein";
    Missing: "A value is missing without which the row says nothing", "Ein Wert fehlt, ohne den die Zeile nichts sagt";
    BadNumber: "A number that is none", "Ein Wert, der keine Zahl ist";
    Ambiguous: "A name that more than one product has", "Ein Name, den mehrere Artikel haben";
    Circle: "A code that would become itself again", "Eine Nummer, die wieder zu sich selbst würde";
});

words!(Shortage {
    RunOut: "Run out", "Ausverkauft";
    Soon: "Runs out soon", "Bald ausverkauft";
});

words!(StockSource {
    Counted: "Counted", "Gezählt";
    Reckoned: "Reckoned from sales and receipts", "Errechnet aus Verkauf und Wareneingang";
    ReckonedBack: "Reckoned back from a later count", "Zurückgerechnet von einer späteren Zählung";
    NotStocked: "Not stocked", "Nicht geführt";
});

words!(Skip {
    ImageOnly: "Only a picture", "Nur ein Bild";
    Totals: "A total or a heading", "Eine Summe oder Überschrift";
    Footer: "A note below the table", "Eine Notiz unter der Tabelle";
    Blank: "Empty", "Leer";
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
    OrderSubtotal: "Order subtotal", "Zwischensumme der Bestellung";
    OrderDiscount: "Order discount", "Rabatt auf die Bestellung";
    OrderShipping: "Order shipping", "Versand der Bestellung";
    OrderTax: "Order tax", "Steuer der Bestellung";
    OrderTip: "Tip", "Trinkgeld";
    OrderFee: "Fees", "Gebühren";
    OrderTotal: "Order total", "Bestellsumme";
    OrderRefunded: "Refunded", "Erstattet";
    RefundedAt: "Refunded at", "Erstattet am";
    CancelledAt: "Cancelled at", "Storniert am";
    PaymentMethod: "Payment method", "Zahlungsart";
    Channel: "Channel", "Kanal";
    Location: "Location", "Standort";
    LineTax: "Line tax", "Steuer der Zeile";
    LineEvent: "Event", "Vorgang";
    FirstName: "First name", "Vorname";
    LastName: "Last name", "Nachname";
    Email: "E-mail", "E-Mail";
    Phone: "Phone", "Telefon";
    Address: "Street", "Straße";
    City: "Town", "Ort";
    Zip: "Postal code", "Postleitzahl";
    AcceptsMarketing: "Accepts marketing", "Werbung erlaubt";
    TotalSpent: "Total spent", "Gesamtausgaben";
    TotalOrders: "Total orders", "Anzahl Bestellungen";
    Tags: "Tags", "Schlagwörter";
    Handle: "Handle", "Handle";
    Variant: "Variant", "Variante";
    Parent: "Parent", "Hauptartikel";
    Vendor: "Vendor", "Hersteller";
    Category: "Category", "Kategorie";
    CompareAtPrice: "Compare-at price", "Vergleichspreis";
    Cost: "Unit cost", "Einkaufspreis";
    Barcode: "Barcode", "Barcode";
    OnHand: "On hand", "Bestand";
    Available: "Available", "Verfügbar";
    Committed: "Committed", "Reserviert";
    Incoming: "Incoming", "Zulauf";
    CountedAt: "Counted at", "Gezählt am";
    Supplier: "Supplier", "Lieferant";
    SupplierSku: "Supplier's code", "Artikelnummer des Lieferanten";
    LeadTimeDays: "Lead time in days", "Lieferzeit in Tagen";
    MinimumQuantity: "Minimum quantity", "Mindestmenge";
    PackSize: "Pack size", "Packungsgröße";
    MinimumOrderValue: "Minimum order value", "Mindestbestellwert";
    FreeFreightFrom: "Free freight from", "Frachtfrei ab";
    OrderWeekdays: "Order days", "Bestelltage";
    PaymentDays: "Payment days", "Zahlungsziel in Tagen";
    ClosedDays: "Closed days", "Geschlossene Tage";
    OrderMultiple: "Order multiple", "Bestellschritt";
    MaximumQuantity: "Maximum quantity", "Höchstmenge";
    PriceBreaks: "Price breaks", "Preisstaffel";
    ShelfLifeDays: "Shelf life in days", "Haltbarkeit in Tagen";
    Part: "Part (SKU)", "Bestandteil (SKU)";
    PurchaseOrder: "Purchase order", "Bestellung beim Lieferanten";
    ExpectedAt: "Expected at", "Erwartet am";
    ReceivedAt: "Received at", "Erhalten am";
    QuantityReceived: "Quantity received", "Erhaltene Menge";
    ValidFrom: "Valid from", "Gültig ab";
    Starts: "Starts", "Beginn";
    Ends: "Ends", "Ende";
    Name: "Name", "Name";
    DiscountPercent: "Percent off", "Prozent Rabatt";
    Campaign: "Campaign", "Kampagne";
    Spend: "Spend", "Ausgaben";
    ToCurrency: "Into currency", "In Währung";
    Rate: "Rate", "Kurs";
    Successor: "New code", "Neue Nummer";
});

words!(Content {
    Orders: "Order lines", "Bestellzeilen";
    OrderTotals: "Order totals", "Bestellsummen";
    Products: "Products", "Artikel";
    Successors: "Renamed codes", "Umbenannte Nummern";
    Customers: "Customers", "Kunden";
    Stock: "Stock levels", "Bestände";
    Suppliers: "Suppliers", "Lieferanten";
    SupplierProducts: "Supplier catalogue", "Lieferantenkatalog";
    Bundles: "Bundles", "Bündel";
    PurchaseOrders: "Purchase orders", "Bestellungen bei Lieferanten";
    Costs: "Prices and costs", "Preise und Kosten";
    Promotions: "Promotions", "Aktionen";
    Holidays: "Holidays and events", "Feiertage und Ereignisse";
    Spend: "Advertising spend", "Werbeausgaben";
    CompetitorPrices: "Competitors' prices", "Preise der Konkurrenz";
    Rates: "Exchange rates", "Wechselkurse";
});

words!(Fact {
    File: "File", "Datei";
    Reason: "Reason", "Grund";
    AtColumn: "Column", "Spalte";
    AtValue: "Value", "Wert";
    Title: "Product", "Artikel";
    Titles: "Products", "Artikel";
    Sku: "Code", "Artikelnummer";
    Skus: "Codes", "Artikelnummern";
    OrderedOn: "Ordered", "Bestellt";
    LastSold: "Last sold", "Zuletzt verkauft";
    Stated: "Stated", "Genannt";
    Counted: "Counted", "Gezählt";
    UsualOrders: "Orders, usually", "Bestellungen sonst";
    Units: "Units", "Stück";
    UsualUnits: "At most, usually", "Sonst höchstens";
    Since: "Since", "Seit";
    QuietDays: "Days without a sale", "Tage ohne Verkauf";
    SoldDays: "Days sold, in 90 before", "Verkaufstage, in 90 davor";
    StockLeft: "Stock by the books", "Bestand nach Büchern";
    Location: "Location", "Standort";
    CountedOn: "Counted on", "Gezählt am";
    Lines: "Lines", "Zeilen";
    Becomes: "New code", "Neue Nummer";
    FirstSold: "New code sold from", "Neue Nummer verkauft ab";
});

impl RateUsed {
    /// The rate, as a person writes it: `1 EUR = 0.8312–0.8455`.
    pub fn text(&self, locale: Locale) -> String {
        let (lowest, highest) = (locale.number(self.lowest, 4), locale.number(self.highest, 4));
        match lowest == highest {
            true => format!("1 {} = {lowest}", self.currency),
            false => format!("1 {} = {lowest}–{highest}", self.currency),
        }
    }
}

impl Thing {
    /// What it is, for a person.
    pub fn text(&self, locale: Locale) -> String {
        match self {
            Thing::Row { row, .. } => {
                let row = locale.count(i64::try_from(*row).unwrap_or(i64::MAX));
                match locale.language {
                    Language::En => format!("Row {row}"),
                    Language::De => format!("Zeile {row}"),
                }
            }
            Thing::Order { order_id, .. } => order_id.clone(),
            Thing::Product { sku } | Thing::Stock { sku, .. } => sku.clone(),
            Thing::Name { name } => name.clone(),
            Thing::Day { day } => locale.date(*day),
            Thing::Currency { currency } => currency.code().to_owned(),
        }
    }
}

impl Known {
    /// The value, as a person writes it.
    pub fn text(&self, locale: Locale) -> String {
        match self {
            Known::Text(text) => text.clone(),
            Known::Reason(reason) => reason.title(locale.language).to_owned(),
            Known::Day(day) => locale.date(*day),
            Known::Money(money) => locale.money(*money),
            Known::Count(count) => locale.count(*count),
            Known::Quantity(quantity) => locale.quantity(*quantity),
        }
    }
}
