//! What headings mean in tables other than order lines, and which of them a header is of.
//!
//! Synonyms in English and German, for the main fields also in French, Spanish, Italian and Dutch,
//! as [`plain`] makes them. Of several headings for a field the one whose word stands first counts.

use kontor_api::import::{Content, DecimalMark, Field, Holds};
use std::{collections::HashMap, sync::LazyLock};

use crate::decimal::parse_decimal;
use crate::heading::plain;
use crate::table::Table;
use crate::timestamp::guess_dates;

/// Tells what a table holds by its headings: the content of which the most columns are there, among
/// those that have all they need. `orders` is what the columns mean if it holds order lines. `None`
/// where that is it, or where nothing fits.
pub(crate) fn guess_content(
    table: &Table,
    orders: &[Option<Field>],
) -> Option<(Content, Vec<Option<Field>>)> {
    let headings: Vec<String> = table.header.iter().map(|heading| plain(heading)).collect();
    // More columns first; then the content that needs more, as it is told by more.
    let fitness = |content: Content, columns: &[Option<Field>]| {
        let has = |field: &Field| columns.contains(&Some(*field));
        let needed = content.needed();
        let fits = needed.iter().all(|any| any.iter().any(has));
        fits.then(|| (columns.iter().flatten().count(), needed.len()))
    };
    let says = |field: Field| orders.contains(&Some(field));
    let is_possible = |content: &Content| match content {
        Content::Orders => false,
        // Rows with articles are lines, whatever they lack.
        Content::OrderTotals => !says(Field::Sku) && !says(Field::Title),
        Content::PurchaseOrders => true,
        // Rows with an order's number are no list of products.
        _ => !says(Field::OrderId),
    };
    let mut best = (Content::Orders, fitness(Content::Orders, orders), None);
    for content in Content::ALL.into_iter().filter(is_possible) {
        let columns = columns(table, &headings, content);
        let found = fitness(content, &columns).filter(|_| is_told(content, &headings, &columns));
        if found > best.1 {
            best = (content, found, Some(columns));
        }
    }
    Some((best.0, best.2?))
}

/// Whether a content that could as well be another is named by one of its columns.
fn is_told(content: Content, headings: &[String], columns: &[Option<Field>]) -> bool {
    use Field::*;
    let has_any = |fields: &[Field]| columns.iter().flatten().any(|field| fields.contains(field));
    let names = |words: &[&str]| headings.iter().any(|heading| words.contains(&heading.as_str()));
    match content {
        Content::PurchaseOrders => {
            has_any(&[Supplier, ExpectedAt, ReceivedAt, QuantityReceived])
                || names(&["purchaseorder", "ponumber", "po", "purchaseordernumber"])
        }
        // A table of orders without articles must say more than a number and a sum.
        Content::OrderTotals => {
            has_any(&[OrderFee, OrderShipping, OrderTotal]) && has_any(&[OrderedAt])
        }
        Content::Customers => {
            has_any(&[FirstName, LastName, AcceptsMarketing, TotalSpent, TotalOrders, Address])
        }
        Content::Products => has_any(&[UnitPrice, Cost, Barcode, Vendor, Category, OnHand]),
        Content::Costs => has_any(&[ValidFrom]),
        Content::Rates => {
            has_any(&[ToCurrency]) || names(&["exchangerate", "wechselkurs", "kurs", "rate"])
        }
        Content::CompetitorPrices => names(&[
            "competitor",
            "competitorname",
            "wettbewerber",
            "konkurrent",
            "mitbewerber",
            "anbieter",
            "concurrent",
            "competidor",
            "concorrente",
        ]),
        Content::Promotions => has_any(&[DiscountPercent, Ends]),
        // Anything may have a name.
        Content::Suppliers => {
            !names(&["name"])
                || has_any(&[
                    LeadTimeDays,
                    MinimumOrderValue,
                    FreeFreightFrom,
                    OrderWeekdays,
                    ClosedDays,
                    PaymentDays,
                ])
        }
        Content::Holidays => names(&[
            "holiday",
            "holidayname",
            "feiertag",
            "ferien",
            "jourferie",
            "festivo",
            "festivita",
            "feestdag",
            "bezeichnungfeiertag",
        ]),
        _ => true,
    }
}

/// What the columns of a table mean, of which it is said what it holds.
pub(crate) fn columns_of(table: &Table, content: Content) -> Vec<Option<Field>> {
    let headings: Vec<String> = table.header.iter().map(|heading| plain(heading)).collect();
    columns(table, &headings, content)
}

/// What the columns mean if the table holds `content`.
fn columns(table: &Table, headings: &[String], content: Content) -> Vec<Option<Field>> {
    // The place of the heading among the synonyms, the column, the field.
    let mut candidates: Vec<(usize, usize, Field)> = Vec::new();
    for (index, heading) in headings.iter().enumerate() {
        let meanings = BY_WORD.get(heading.as_str()).into_iter().flatten();
        let fitting = meanings
            .filter(|(of, field, _)| of.contains(&content) && content.fields().contains(field));
        candidates.extend(fitting.map(|(_, field, place)| (*place, index, *field)));
    }
    candidates.sort_by_key(|(place, index, _)| (*place, *index));
    let mut columns = vec![None; headings.len()];
    for (_, index, field) in candidates {
        if !columns.contains(&Some(field))
            && fits(table, index, field)
            && let Some(column @ None) = columns.get_mut(index)
        {
            *column = Some(field);
        }
    }
    columns
}

/// Whether a column may hold dates where dates are meant, and no dates where numbers are: `Received`
/// says when, or how much. An empty column may hold anything.
fn fits(table: &Table, index: usize, field: Field) -> bool {
    let cells = || table.column(index).take(100);
    let has_dates = || guess_dates(cells(), false).is_some();
    let has_numbers = || {
        let marks = [DecimalMark::Point, DecimalMark::Comma];
        cells().any(|cell| marks.iter().any(|mark| parse_decimal(cell, *mark, 6).is_some()))
    };
    match field.holds() {
        _ if cells().next().is_none() => true,
        Holds::Moment => has_dates(),
        Holds::Number => has_numbers() || !has_dates(),
        _ => true,
    }
}

const ALL: &[Content] = &Content::ALL;
const DATED: &[Content] = &[Content::Spend, Content::CompetitorPrices, Content::Holidays];
const ORDERS: &[Content] = &[Content::OrderTotals];
const BOUGHT: &[Content] =
    &[Content::SupplierProducts, Content::PurchaseOrders, Content::Costs, Content::Products];

/// What a word stands for in tables of some contents, and its place among the field's words.
type Meaning = (&'static [Content], Field, usize);

/// What each word of [`VOCABULARY`] stands for.
static BY_WORD: LazyLock<HashMap<&str, Vec<Meaning>>> = LazyLock::new(|| {
    let mut by_word: HashMap<&str, Vec<Meaning>> = HashMap::new();
    for (of, field, words) in VOCABULARY {
        for (place, word) in words.split_whitespace().enumerate() {
            by_word.entry(word).or_default().push((of, *field, place));
        }
    }
    by_word
});

const VOCABULARY: &[(&[Content], Field, &str)] = &[
    // Products, wherever they stand.
    (
        ALL,
        Field::Sku,
        "sku variantsku productsku itemsku skucode stockcode artikelnummer artikelnr artikelno artnr artno itemnumber \
         itemno itemcode productcode articlenumber articleno artikelcode produktnummer produktnr produktcode ourpartno partnumber \
         referencearticle refarticle codigoarticulo referencia codicearticolo artikel article item product variant",
    ),
    (
        ALL,
        Field::Title,
        "title productname producttitle itemname name product artikelbezeichnung artikelname bezeichnung produktname titel \
         artikel item description beschreibung productorvariation designation nomproduit nombreproducto nomeprodotto productnaam",
    ),
    (ALL, Field::Variant, "variant variante varianttitle variation option optionen ausfuhrung"),
    (ALL, Field::Handle, "handle urlhandle urlkey slug"),
    (
        &[Content::Products],
        Field::Parent,
        "parent parentsku parentid vaterartikel hauptartikel elternartikel",
    ),
    (
        ALL,
        Field::Vendor,
        "vendor brand manufacturer hersteller marke make fabricant fabricante produttore merk",
    ),
    (
        ALL,
        Field::Category,
        "category producttype productcategory type warengruppe kategorie artikelgruppe produktgruppe categorie categoria",
    ),
    (ALL, Field::Tags, "tags schlagworte schlagworter stichworte"),
    (
        &[Content::Products, Content::Costs, Content::CompetitorPrices],
        Field::UnitPrice,
        "price sellingprice retailprice unitprice saleprice listprice verkaufspreis vkpreis vk vkbrutto preis \
         bruttopreis regularprice prixdevente prix precio prezzo prijs",
    ),
    (
        &[Content::Products],
        Field::CompareAtPrice,
        "compareatprice rrp msrp uvp streichpreis wasprice oldprice vergleichspreis",
    ),
    (
        BOUGHT,
        Field::Cost,
        "cost unitcost costprice costperitem purchaseprice buyingprice wholesaleprice einkaufspreis ekpreis ek eknetto \
         einstandspreis prixdachat prixachat preciodecompra preciocompra prezzodiacquisto prezzoacquisto inkoopprijs kosten \
         costperunit unitprice einzelpreis stuckpreis price preis",
    ),
    (ALL, Field::Barcode, "barcode ean ean13 gtin upc eancode strichcode codebarres"),
    (
        &[Content::Products, Content::Stock],
        Field::OnHand,
        "onhand stock stockonhand quantityonhand inventory inventoryquantity inventoryqty stocklevel counted countedquantity \
         bestand lagerbestand istbestand menge gezahlt quantity qty count stockquantity existencias giacenza voorraad",
    ),
    (
        &[Content::Stock],
        Field::Available,
        "available availablestock availablequantity verfugbar verfugbarerbestand disponible disponibile beschikbaar",
    ),
    (&[Content::Stock], Field::Committed, "committed reserved allocated reserviert"),
    (&[Content::Stock], Field::Incoming, "incoming onorder bestellt inzulauf zulauf"),
    (
        &[Content::Stock],
        Field::CountedAt,
        "countedat countedon countdate date stocktakedate stichtag inventurdatum zahldatum datum asof",
    ),
    (
        &[Content::Stock, Content::PurchaseOrders],
        Field::Location,
        "location warehouse store branch lager lagerort standort filiale entrepot almacen magazzino magazijn",
    ),
    // Codes that were renamed.
    (
        &[Content::Successors],
        Field::Sku,
        "oldsku oldcode formersku previoussku oldproductcode altesku alteartikelnummer alteartikelnr alteartnr altenummer \
         bisherigesku bisherigeartikelnummer",
    ),
    (
        &[Content::Successors],
        Field::Successor,
        "successor successorsku newsku newcode newproductcode replacedby renamedto mergedinto neuesku neueartikelnummer \
         neueartikelnr neueartnr neuenummer nachfolger nachfolgeartikel ersetztdurch",
    ),
    // People.
    (
        &[Content::Customers],
        Field::Customer,
        "customerid customernumber customerno customernr customercode kundennummer kundennr kundenid clientid numeroclient idcliente klantnummer id",
    ),
    (
        &[Content::Customers],
        Field::Email,
        "email emailaddress customeremail mail emailadresse courriel correo correoelectronico emailadres",
    ),
    (&[Content::Suppliers], Field::Email, "email emailaddress contactemail mail emailadresse"),
    (
        &[Content::Customers],
        Field::FirstName,
        "firstname vorname givenname prenom nombre nome voornaam",
    ),
    (
        &[Content::Customers],
        Field::LastName,
        "lastname nachname surname familyname nom apellidos cognome achternaam name customername fullname customer kunde kundenname contact contactname ansprechpartner company firma",
    ),
    (
        &[Content::Customers],
        Field::Phone,
        "phone telephone phonenumber mobile telefon telefonnummer handy telefono telefoon",
    ),
    (
        &[Content::Customers],
        Field::Address,
        "address address1 street addressline1 strasse adresse direccion indirizzo adres",
    ),
    (&[Content::Customers], Field::City, "city town ort stadt ville ciudad citta plaats"),
    (
        &[Content::Customers],
        Field::Zip,
        "zip postcode postalcode zipcode plz postleitzahl codepostal codigopostal cap",
    ),
    (
        &[Content::Customers, Content::Suppliers, Content::Holidays, Content::OrderTotals],
        Field::Country,
        "country countrycode land pays pais paese region shippingcountry lieferland",
    ),
    (
        &[Content::Customers],
        Field::AcceptsMarketing,
        "acceptsmarketing acceptsemailmarketing newsletter optin subscribed werbung",
    ),
    (&[Content::Customers], Field::TotalSpent, "totalspent lifetimevalue umsatz gesamtumsatz"),
    (
        &[Content::Customers],
        Field::TotalOrders,
        "totalorders orderscount orders ordercount bestellungen anzahlbestellungen",
    ),
    // Suppliers, and what is bought from them.
    (
        &[Content::Suppliers],
        Field::Supplier,
        "supplier suppliername vendor vendorname lieferant lieferantenname kreditor fournisseur proveedor fornitore leverancier name",
    ),
    (
        &[Content::SupplierProducts, Content::PurchaseOrders],
        Field::Supplier,
        "supplier suppliername vendor vendorname lieferant lieferantenname kreditor fournisseur proveedor fornitore leverancier",
    ),
    (
        &[Content::Suppliers, Content::SupplierProducts],
        Field::LeadTimeDays,
        "leadtimedays leadtime leadtimeindays lieferzeit lieferzeittage lieferzeitintagen delai plazodeentrega levertijd",
    ),
    (
        &[Content::Suppliers],
        Field::MinimumOrderValue,
        "minimumordervalue minordervalue minimumorder mindestbestellwert",
    ),
    (
        &[Content::Suppliers],
        Field::FreeFreightFrom,
        "freefreightfrom freeshippingfrom carriagepaidfrom freihausab frachtfreiab",
    ),
    (&[Content::Suppliers], Field::OrderWeekdays, "orderweekdays orderdays bestelltage"),
    (
        &[Content::Suppliers],
        Field::PaymentDays,
        "paymentdays paymentterms paymenttermsdays zahlungsziel zahlungszieltage",
    ),
    (
        &[Content::SupplierProducts],
        Field::SupplierSku,
        "suppliersku vendorsku supplierpartnumber suppliercode supplieritemcode supplierproductcode lieferantenartikelnummer \
         lieferantenartikelnr lieferantenartnr bestellnummerdeslieferanten referencefournisseur",
    ),
    (
        &[Content::SupplierProducts],
        Field::MinimumQuantity,
        "minimumquantity minimumorderquantity moq minqty minorderqty mindestmenge mindestbestellmenge",
    ),
    (
        &[Content::SupplierProducts],
        Field::PackSize,
        "packsize packagesize caseqty casesize unitsperpack packquantity ve verpackungseinheit gebinde packungsgrosse",
    ),
    (
        &[Content::SupplierProducts],
        Field::OrderMultiple,
        "ordermultiple multiple orderincrement layersize palletsize bestellschritt lagengrosse palettengrosse",
    ),
    (
        &[Content::SupplierProducts],
        Field::MaximumQuantity,
        "maximumquantity maximumorderquantity maxqty maxorderqty hochstmenge maximalmenge",
    ),
    (
        &[Content::SupplierProducts],
        Field::PriceBreaks,
        "pricebreaks quantitybreaks pricetiers tierprices preisstaffel staffelpreise",
    ),
    (
        &[Content::Products],
        Field::ShelfLifeDays,
        "shelflifedays shelflife shelflifeindays haltbarkeit haltbarkeittage haltbarkeitintagen mhdtage",
    ),
    (
        &[Content::Suppliers],
        Field::ClosedDays,
        "closeddays closed closures holidays betriebsferien geschlossen geschlossenetage",
    ),
    (
        &[Content::Bundles],
        Field::Part,
        "part partsku component componentsku componentcode bundleditem bestandteil komponente bestandteilsku teil",
    ),
    (
        &[Content::Bundles],
        Field::Sku,
        "bundle bundlesku bundlecode set setsku kit kitsku sku productcode itemcode buendel bundel setartikel artikelnr artikelnummer",
    ),
    (
        &[Content::Bundles],
        Field::Quantity,
        "quantity qty quantityperbundle componentquantity componentqty units menge anzahl stuck",
    ),
    (
        &[Content::PurchaseOrders],
        Field::PurchaseOrder,
        "purchaseorder purchaseordernumber purchaseorderid ponumber po pono poid bestellnummer bestellnr bestellung \
         ordernumber orderno orderid order reference number numerodecommande pedido ordine inkooporder id",
    ),
    (
        &[Content::PurchaseOrders],
        Field::OrderedAt,
        "orderedat orderedon orderdate dateordered bestelldatum bestelltam createdat createddate dateofcreation date datum invoicedate \
         ordered bestellt",
    ),
    (
        &[Content::PurchaseOrders],
        Field::ExpectedAt,
        "expectedat expectedon expecteddate expecteddelivery expectedarrival eta duedate deliverydate liefertermin \
         erwartetam wunschtermin lieferdatum shipon expected erwartet arrives",
    ),
    (
        &[Content::PurchaseOrders],
        Field::Quantity,
        "quantityordered orderedquantity qtyordered quantity qty ordered bestellmenge menge anzahl quantite cantidad quantita aantal",
    ),
    (
        &[Content::PurchaseOrders],
        Field::ReceivedAt,
        "receivedat receivedon receiveddate datereceived eingangsdatum geliefertam wareneingang wareneingangam received \
         geliefert",
    ),
    (
        &[Content::PurchaseOrders],
        Field::QuantityReceived,
        "quantityreceived receivedquantity qtyreceived received geliefertemenge gelieferte geliefert eingangsmenge menegeliefert mengegeliefert",
    ),
    (
        &[Content::PurchaseOrders, Content::Products, Content::OrderTotals],
        Field::Status,
        "status state zustand orderstatus",
    ),
    // Money and days.
    (
        ALL,
        Field::Currency,
        "currency currencycode fromcurrency basecurrency wahrung waehrung wahrungscode devise moneda valuta",
    ),
    (
        &[Content::Costs, Content::Rates, Content::Successors],
        Field::ValidFrom,
        "validfrom effectivefrom effectivedate startdate since from gultigab gultigvon seit ab date datum stand fecha data",
    ),
    (
        DATED,
        Field::Starts,
        "date day datum tag starts startdate start from beginn von fecha data jour dia giorno",
    ),
    (
        &[Content::Promotions],
        Field::Starts,
        "starts startdate start startsat from validfrom beginn startdatum von gultigab date datum debut inicio inizio",
    ),
    (
        &[Content::Promotions, Content::Holidays],
        Field::Ends,
        "ends enddate end endsat until to validto ende enddatum bis gultigbis fin fine einde",
    ),
    (
        &[Content::Promotions],
        Field::Name,
        "promotion promotionname campaign name title aktion aktionsname werbeaktion rabattaktion offer promocion promozione",
    ),
    (
        &[Content::Promotions],
        Field::DiscountPercent,
        "discountpercent discountpercentage percentoff discount percent rabattprozent rabatt nachlass remise descuento sconto korting",
    ),
    (
        &[Content::Holidays],
        Field::Name,
        "holiday holidayname name title feiertag ferien bezeichnung event anlass jourferie festivo festivita feestdag",
    ),
    (
        &[Content::Spend],
        Field::Channel,
        "channel source platform network medium kanal plattform quelle",
    ),
    (
        &[Content::Spend],
        Field::Campaign,
        "campaign campaignname kampagne kampagnenname campagne campana campagna",
    ),
    (
        &[Content::Spend],
        Field::Spend,
        "spend adspend amountspent cost costs spent ausgaben werbekosten werbeausgaben kosten amount depense gasto spesa uitgaven",
    ),
    (
        &[Content::CompetitorPrices],
        Field::Name,
        "competitor competitorname shop seller merchant wettbewerber konkurrent mitbewerber anbieter haendler handler concurrent competidor concorrente",
    ),
    (
        &[Content::Rates],
        Field::ToCurrency,
        "tocurrency targetcurrency quotecurrency to zielwahrung nach inwahrung",
    ),
    (
        &[Content::Rates],
        Field::Rate,
        "rate exchangerate fxrate kurs wechselkurs taux tipodecambio tasso",
    ),
    // Orders without their articles.
    (
        ORDERS,
        Field::OrderId,
        "orderid ordernumber orderno order bestellnummer bestellnr auftragsnummer invoicenumber transactionid reference",
    ),
    (
        ORDERS,
        Field::OrderedAt,
        "orderdate date createdat bestelldatum datum orderedat transactiondate",
    ),
    (ORDERS, Field::OrderSubtotal, "subtotal ordersubtotal zwischensumme warenwert"),
    (ORDERS, Field::OrderDiscount, "discount orderdiscount discounts rabatt"),
    (
        ORDERS,
        Field::OrderShipping,
        "shipping ordershipping shippingcost shippingtotal versand versandkosten porto",
    ),
    (ORDERS, Field::OrderTax, "tax ordertax taxes vat salestax steuer mwst umsatzsteuer"),
    (ORDERS, Field::OrderTip, "tip tips gratuity trinkgeld"),
    (
        ORDERS,
        Field::OrderFee,
        "fee fees paymentfee paymentfees transactionfee gebuhr gebuhren zahlungsgebuhr",
    ),
    (
        ORDERS,
        Field::OrderTotal,
        "total ordertotal grandtotal totalamount amount gesamt gesamtbetrag gesamtsumme summe betrag",
    ),
    (
        ORDERS,
        Field::OrderRefunded,
        "refunded refund refundedamount amountrefunded erstattet erstattung",
    ),
    (
        ORDERS,
        Field::Customer,
        "customerid customernumber kundennummer kundennr customer email kunde",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::csv::Cut;
    use crate::mapping::guess_mapping;

    fn content(header: &str) -> Content {
        let delimiter = if header.contains(';') { ';' } else { ',' };
        let table = Table::find(header, &[], Cut { delimiter, quote: Some('"') }, None);
        let orders = guess_mapping(&table);
        guess_content(&table, &orders.columns).map_or(Content::Orders, |(content, _)| content)
    }

    #[test]
    fn a_header_tells_what_the_table_holds() {
        let cases = [
            (
                "Supplier,Email,Currency,Lead time days,Minimum order value,Free freight from,Order weekdays,Payment days",
                Content::Suppliers,
            ),
            (
                "Supplier,SKU,Supplier SKU,Unit cost,Currency,Minimum quantity,Pack size,Lead time days",
                Content::SupplierProducts,
            ),
            (
                "Purchase order,Supplier,Ordered at,Expected at,SKU,Quantity ordered,Unit cost,Currency,Received at,Quantity received,Location",
                Content::PurchaseOrders,
            ),
            ("Bundle SKU,Component SKU,Quantity", Content::Bundles),
            ("Set;Bestandteil;Menge", Content::Bundles),
            (
                "Supplier,SKU,Unit cost,Pack size,Order multiple,Maximum quantity,Price breaks",
                Content::SupplierProducts,
            ),
            ("Promotion,Starts,Ends,SKU,Discount percent", Content::Promotions),
            ("Date,Channel,Campaign,Spend,Currency", Content::Spend),
            ("SKU,Valid from,Price,Cost,Currency", Content::Costs),
            ("Date,Competitor,SKU,Price,Currency", Content::CompetitorPrices),
            ("Holiday,Date,Country", Content::Holidays),
            ("Date,Currency,To currency,Rate", Content::Rates),
            ("Old SKU,New SKU,Since", Content::Successors),
            ("Alte Artikel-Nr.;Neue Artikel-Nr.;Gültig ab", Content::Successors),
            ("SKU,Counted,Location,Date", Content::Stock),
            ("SKU,Product,Price,Cost,Vendor,Stock", Content::Products),
            ("First name,Last name,E-mail,City,Country", Content::Customers),
            ("Order ID,Date,Subtotal,Shipping,Tax,Total,Fees", Content::OrderTotals),
            ("Order,Date,SKU,Product,Quantity,Unit price,Customer,Country,Status", Content::Orders),
            ("Bestell-Nr.;Bestelldatum;Artikel-Nr.;Bezeichnung;Menge;Einzelpreis", Content::Orders),
            (
                "Bestell-Nr.;Lieferant;Bestelldatum;Liefertermin;Artikel-Nr.;Bestellmenge;EK-Preis;Gelieferte Menge",
                Content::PurchaseOrders,
            ),
            (
                "Lieferant;E-Mail;Währung;Lieferzeit (Tage);Mindestbestellwert;Zahlungsziel",
                Content::Suppliers,
            ),
            (
                "Lieferant;Artikel-Nr.;Lieferanten-Artikelnummer;EK-Preis;Mindestmenge;VE",
                Content::SupplierProducts,
            ),
            (
                "Artikel-Nr.;Bezeichnung;Warengruppe;VK-Preis;EK-Preis;EAN;Hersteller",
                Content::Products,
            ),
            ("Artikel-Nr.;Bezeichnung;Lagerort;Bestand;Stichtag", Content::Stock),
            ("Artikel-Nr.;Gültig ab;VK-Preis;EK-Preis", Content::Costs),
            ("Aktion;Beginn;Ende;Artikel-Nr.;Rabatt %", Content::Promotions),
            ("Datum;Kanal;Kampagne;Ausgaben", Content::Spend),
            ("Feiertag;Datum;Land", Content::Holidays),
            ("Datum;Wettbewerber;Artikel-Nr.;Preis", Content::CompetitorPrices),
            ("Kundennummer;Vorname;Nachname;E-Mail;PLZ;Ort;Land", Content::Customers),
            (
                "Artikelnummer;Bezeichnung;Warengruppe;Hersteller;Einheit;Verkaufspreis;Einkaufspreis;Währung;Gewicht kg;Gesperrt",
                Content::Products,
            ),
            (
                "Artikelnummer;Bezeichnung;Lager;Bestand;Reserviert;Verfügbar;Bestellt;Stichtag",
                Content::Stock,
            ),
            (
                "Kundennummer;Firma;Ansprechpartner;E-Mail;Telefon;Straße;PLZ;Ort;Land;Kundengruppe;Gesamtumsatz;Anzahl Bestellungen;Letzter Auftrag",
                Content::Customers,
            ),
            (
                "Belegnummer;Belegart;Belegdatum;Uhrzeit;Position;Kundennummer;Kunde;Lieferland;Artikelnummer;Bezeichnung;Menge;Einheit;Einzelpreis;Positionsbetrag;Währung;Status",
                Content::Orders,
            ),
            ("Fournisseur,Référence article,Prix d'achat,Délai", Content::SupplierProducts),
            (
                "PO Number,Supplier,Order Date,SKU,Quantity,Cost Price,Received",
                Content::PurchaseOrders,
            ),
            ("Name,Lead time days,Minimum order value", Content::Suppliers),
            ("colour,size", Content::Orders),
            ("Name,Colour", Content::Orders),
            ("Name,E-mail", Content::Customers),
        ];
        for (header, expected) in cases {
            assert_eq!(content(header), expected, "{header}");
        }
    }

    #[test]
    fn a_heading_that_says_when_or_how_much_is_told_by_its_cells() {
        let mean = |text: &str| {
            let table = Table::find(text, &[], Cut { delimiter: ',', quote: Some('"') }, None);
            columns_of(&table, Content::PurchaseOrders)
        };
        let header = "PO,SKU,Quantity,Ordered,Expected,Received";
        let dated = mean(&format!("{header}\n1,A,5,2026-03-01,2026-03-09,2026-03-10\n"));
        use Field::*;
        assert_eq!(
            dated,
            [PurchaseOrder, Sku, Quantity, OrderedAt, ExpectedAt, ReceivedAt].map(Some)
        );
        let counted = mean("PO,SKU,Ordered,Expected,Received\n1,A,5,2026-03-09,4\n");
        assert_eq!(counted, [PurchaseOrder, Sku, Quantity, ExpectedAt, QuantityReceived].map(Some));
    }

    #[test]
    fn a_synonym_is_plain_and_its_field_belongs_to_the_content() {
        for (contents, field, words) in VOCABULARY {
            for word in words.split_whitespace() {
                assert_eq!(plain(word), word);
            }
            assert!(contents.iter().any(|content| content.fields().contains(field)));
        }
    }
}
