//! What headings mean: synonyms in English, German, French, Spanish, Italian and Dutch.

use kontor_api::import::Field;
use std::{collections::HashMap, sync::LazyLock};

/// A heading without case, accents, spaces, punctuation, and what stands in brackets: `Artikel-Nr.`
/// is `artikelnr`, `Größe (cm)` is `grosse`.
pub(crate) fn plain(heading: &str) -> String {
    let bracket = heading.find(['(', '[']).filter(|at| *at > 0);
    let named = bracket.and_then(|at| heading.get(..at)).unwrap_or(heading);
    let mut plain = String::new();
    for letter in named.chars().flat_map(char::to_lowercase).filter(|c| c.is_alphanumeric()) {
        match letter {
            'à'..='å' => plain.push('a'),
            'ç' => plain.push('c'),
            'è'..='ë' => plain.push('e'),
            'ì'..='ï' => plain.push('i'),
            'ñ' => plain.push('n'),
            'ò'..='ö' | 'ø' => plain.push('o'),
            'ù'..='ü' => plain.push('u'),
            'ß' => plain.push_str("ss"),
            'æ' => plain.push_str("ae"),
            'œ' => plain.push_str("oe"),
            'º' | 'ª' => {}
            other => plain.push(other),
        }
    }
    plain
}

/// The fields that a heading may stand for, each with how sure that is, 1 to 100.
pub(crate) fn meanings(heading: &str) -> impl Iterator<Item = (Field, u8)> {
    // A percentage is no amount.
    let is_share = heading.contains('%') || heading.to_lowercase().contains("percent");
    let meanings = BY_WORD.get(plain(heading).as_str()).map(Vec::as_slice).unwrap_or_default();
    meanings.iter().copied().filter(move |(field, _)| !(is_share && *field == Field::Discount))
}

/// Whether a text is the heading of some column that order files have.
pub(crate) fn is_known(heading: &str) -> bool {
    meanings(heading).next().is_some()
}

/// What each word of [`SYNONYMS`] stands for.
static BY_WORD: LazyLock<HashMap<&str, Vec<(Field, u8)>>> = LazyLock::new(|| {
    let mut by_word: HashMap<&str, Vec<(Field, u8)>> = HashMap::new();
    for (field, sureness, words) in SYNONYMS {
        for word in words.split_whitespace() {
            by_word.entry(word).or_default().push((*field, *sureness));
        }
    }
    by_word
});

/// Headings as [`plain`] makes them. 100 leaves no doubt, 80 is usual, less is taken where nothing
/// better is there.
const SYNONYMS: &[(Field, u8, &str)] = &[
    (
        Field::OrderId,
        100,
        "orderid ordernumber orderno ordernr ordernum invoiceno invoicenumber invoiceid invoicenr \
         salesorder salesordernumber salesorderid amazonorderid bestellnummer bestellnr bestellid \
         auftragsnummer auftragsnr auftragid rechnungsnummer rechnungsnr rechnungid belegnummer \
         belegnr numerodecommande numerocommande numcommande nocommande ncommande ndecommande idcommande \
         commandeno numerodefacture numerofacture numfacture numerodepedido numeropedido npedido \
         idpedido numerodefactura numeroordine numerodordine numerodellordine idordine \
         numerofattura bestelnummer ordernummer factuurnummer bestellingnummer receiptnumber \
         receiptno receiptid bonnummer bonnr kassenbonnummer",
    ),
    (
        Field::OrderId,
        80,
        "order invoice bestellung auftrag rechnung beleg commande facture pedido factura \
         ordine fattura bestelling factuur receipt orderref orderreference ordercode invoicecode \
         transactionid transactionnumber transaktionsnummer transaktionsid saleid salesid \
         salenumber purchaseid basketid ticketnumber ticketid",
    ),
    (Field::OrderId, 50, "salesrecordnumber documentno documentnumber docno transaction ticket"),
    (
        Field::OrderedAt,
        100,
        "orderdate orderdatetime orderedat orderedon orderplaced orderplacedat ordertimestamp \
         dateoforder ordercreatedat ordercreatedtime invoicedate invoicedatetime purchasedate \
         purchasedat dateofpurchase saledate salesdate dateofsale transactiondate transactiontimestamp \
         transactioncreationdate bestelldatum bestelltam auftragsdatum rechnungsdatum belegdatum \
         kaufdatum verkaufsdatum datedecommande datecommande datedefacture datefacture dateachat \
         datedachat datedevente fechadepedido fechapedido fechadecompra fechacompra \
         fechadefactura fechadeventa dataordine datadordine datadellordine datafattura \
         datavendita besteldatum orderdatum factuurdatum verkoopdatum",
    ),
    (
        Field::OrderedAt,
        80,
        "createdat createdon created datecreated creationdate datetime dateandtime timestamp \
         erstelltam datumuhrzeit datumzeit datumundzeit dateheure dateetheure fechahora fechayhora \
         dataora dataeora datumtijd transactiontime",
    ),
    (Field::OrderedAt, 70, "date datum fecha data buchungsdatum buchungstag postingdate"),
    (Field::OrderedAt, 40, "day tag jour dia giorno dag paidat paidon datepaid bezahltam"),
    (
        Field::OrderedTime,
        100,
        "ordertime purchasetime saletime invoicetime bestellzeit uhrzeit heurecommande \
         horapedido oraordine besteltijd",
    ),
    (Field::OrderedTime, 80, "time zeit heure hora ora tijd timeofday"),
    (
        Field::Sku,
        100,
        "sku skucode lineitemsku itemsku productsku variantsku stockcode productcode itemcode \
         articlecode articlenumber articleno articlenr artikelnummer artikelnr artikelno artnr \
         artno productnumber productno partnumber partno customlabel \
         produktnummer produktnr produktcode artikelcode materialnummer materialnr \
         referenceproduit referencearticle refproduit refarticle codearticle codeproduit \
         codigodeproducto codigoproducto codigodearticulo codigoarticulo referenciaproducto \
         codicearticolo codiceprodotto productnummer",
    ),
    (
        Field::Sku,
        80,
        "itemnumber itemno productid itemid articleid artikelid produktid variantid productkey idproduit idproducto \
         idprodotto sellersku merchantsku plu",
    ),
    (Field::Sku, 60, "asin ean ean13 gtin upc barcode strichcode codebarre listingid"),
    (Field::Sku, 40, "reference referencia riferimento referenz code item product artikel article"),
    (
        Field::Title,
        100,
        "productname producttitle itemname itemtitle lineitemname articlename articletitle \
         artikelname artikelbezeichnung artikeltitel produktname produktbezeichnung produkttitel \
         nomduproduit nomproduit nomarticle nomdelarticle libelleproduit nombredelproducto \
         nombreproducto nombredelarticulo nomeprodotto nomedelprodotto nomearticolo productnaam \
         artikelnaam",
    ),
    (
        Field::Title,
        90,
        "productdescription itemdescription stockdescription articledescription \
         artikelbeschreibung produktbeschreibung designation libelle descripcionproducto \
         descrizioneprodotto descrizionearticolo productomschrijving artikelomschrijving",
    ),
    (
        Field::Title,
        80,
        "product item article artikel produkt produit articulo producto prodotto articolo \
         bezeichnung title titel titre titulo titolo",
    ),
    (Field::Title, 70, "description beschreibung descripcion descrizione omschrijving"),
    (
        Field::Quantity,
        100,
        "quantity qty lineitemquantity itemquantity orderquantity orderedquantity \
         quantityordered qtyordered quantitysold qtysold productquantity units unitssold unitsold \
         itemssold menge anzahl stuckzahl stueckzahl bestellmenge verkaufsmenge artikelmenge \
         quantite qte quantitecommandee cantidad cant unidades quantita qta aantal",
    ),
    (Field::Quantity, 80, "stuck stueck stk pieces pcs"),
    (
        Field::UnitPrice,
        100,
        "unitprice priceperunit priceeach itemprice lineitemprice productprice singleprice \
         sellingprice unitsellingprice stuckpreis stueckpreis einzelpreis artikelpreis epreis \
         preisprostuck preisprostueck verkaufspreis prixunitaire puht puttc prixarticle \
         prixproduit prixdevente preciounitario preciounidad preciodeventa prezzounitario \
         prezzoarticolo prezzodivendita stuksprijs eenheidsprijs prijsperstuk verkoopprijs",
    ),
    (Field::UnitPrice, 80, "price preis prix precio prezzo prijs saleprice soldfor"),
    (
        Field::LineTotal,
        100,
        "linetotal lineamount linevalue linerevenue linesubtotal itemtotal lineitemtotal \
         itemsubtotal extendedprice extprice zeilensumme zeilenbetrag zeilenpreis positionssumme \
         positionswert positionsbetrag gesamtpreis totalligne montantligne totallinea \
         importelinea totaleriga importoriga regeltotaal productsales netsales nettoumsatz",
    ),
    (
        Field::LineTotal,
        80,
        "amount totalprice totalamount salesamount salesvalue sales revenue turnover betrag \
         summe gesamtbetrag umsatz verkaufswert montant montanttotal prixtotal importe \
         importetotal preciototal importo prezzototale bedrag totaalprijs omzet",
    ),
    (Field::LineTotal, 60, "total gesamt totale totaal grosssales bruttoumsatz"),
    (
        Field::Discount,
        100,
        "linediscount lineitemdiscount itemdiscount itempromotiondiscount zeilenrabatt \
         positionsrabatt artikelrabatt remiseligne remisearticle descuentolinea \
         descuentoarticulo scontoriga scontoarticolo regelkorting artikelkorting",
    ),
    (Field::Discount, 70, "discount rabatt remise descuento sconto korting nachlass"),
    (
        Field::Currency,
        100,
        "currency currencycode ordercurrency ordercurrencycode currencyiso transactioncurrency \
         wahrung waehrung wahrungscode waehrungscode devise codedevise moneda divisa codigomoneda \
         valuta codicevaluta",
    ),
    (
        Field::Customer,
        100,
        "customerid customernumber customerno customernr customercode kundennummer kundennr \
         kundenid kundeid clientid numeroclient noclient codeclient idclient idcliente \
         codigocliente numerocliente codicecliente klantnummer klantid buyerid buyeruserid userid",
    ),
    (
        Field::Customer,
        80,
        "customeremail email emailaddress buyeremail purchaseemail useremail emailadresse \
         kundenemail courriel correo correoelectronico emailadres",
    ),
    (
        Field::Customer,
        70,
        "customer customername client nomduclient nomclient kunde kundenname cliente \
         nombrecliente nomecliente klant klantnaam buyer buyername buyerusername acheteur",
    ),
    (
        Field::Country,
        100,
        "country shippingcountry shipcountry shiptocountry deliverycountry destinationcountry \
         lieferland versandland land pays paysdelivraison pais paisdeenvio paese \
         paesedispedizione bezorgland leveringsland",
    ),
    (
        Field::Country,
        80,
        "countrycode shippingcountrycode landercode laendercode codepays codigopais",
    ),
    (Field::Country, 60, "billingcountry buyercountry ordercountry rechnungsland paysfacturation"),
    (
        Field::Status,
        100,
        "orderstatus bestellstatus auftragsstatus statutcommande statutdelacommande \
         estadodelpedido estadopedido statoordine statodellordine bestelstatus",
    ),
    (Field::Status, 80, "status statut estado stato financialstatus itemstatus"),
    (Field::Status, 60, "paymentstatus zahlungsstatus transactionstatus"),
    // What an export says beside its lines. Amounts of the order only where the heading says so.
    (
        Field::Email,
        75,
        "customeremail email emailaddress buyeremail purchaseemail useremail emailadresse \
         kundenemail courriel correo correoelectronico emailadres",
    ),
    (
        Field::LastName,
        60,
        "customername buyername billingname kundenname nomduclient nomclient nombrecliente \
         nomecliente klantnaam",
    ),
    (
        Field::CancelledAt,
        100,
        "cancelledat canceledat cancelledon canceledon cancelledate storniertam stornodatum",
    ),
    (
        Field::PaymentMethod,
        100,
        "paymentmethod paymenttype zahlungsart zahlungsmethode zahlart zahlungsweise \
         moyendepaiement formadepago metodopago metododipagamento betaalmethode",
    ),
    (
        Field::Channel,
        100,
        "channel saleschannel orderchannel kanal vertriebskanal verkaufskanal marketplace \
         marktplatz canal canaledivendita verkoopkanaal",
    ),
    (Field::Location, 80, "location storelocation storename warehouse filiale lager standort"),
    (
        Field::OrderShipping,
        100,
        "ordershipping shippingtotal shippingcost shippingcosts shippingcharged shippingprice \
         versandkosten portokosten fraisdeport fraisdelivraison gastosdeenvio spesedispedizione \
         verzendkosten",
    ),
    (
        Field::OrderDiscount,
        100,
        "orderdiscount discounttotal totaldiscount gesamtrabatt bestellrabatt",
    ),
    (Field::OrderTax, 100, "ordertax taxtotal totaltax ordervat gesamtsteuer"),
    (
        Field::OrderTotal,
        100,
        "ordertotal grandtotal ordervalue orderamount bestellsumme bestellwert auftragssumme \
         auftragswert totalcommande totalpedido totaleordine",
    ),
    (Field::OrderTip, 100, "tip tips gratuity trinkgeld pourboire propina mancia fooi"),
    (Field::OrderFee, 100, "paymentfee paymentfees transactionfee transactionfees zahlungsgebuhr"),
    (
        Field::OrderRefunded,
        100,
        "refundedamount amountrefunded refundamount orderrefunded erstattungsbetrag erstattet",
    ),
    (
        Field::RefundedAt,
        100,
        "refundedat refundedon refunddate daterefunded refundcreatedat erstattetam erstattungsdatum \
         rembourseele datederemboursement",
    ),
    (Field::LineTax, 100, "linetax lineitemtax itemtax positionssteuer zeilensteuer"),
    (
        Field::Vendor,
        80,
        "vendor brand manufacturer hersteller marke marque fabricante marca merk fabrikant",
    ),
    (
        Field::Category,
        80,
        "category productcategory producttype warengruppe artikelgruppe kategorie categorie \
         categoria",
    ),
    (
        Field::Variant,
        80,
        "variant variation variante varianttitle lineitemvariant ausfuhrung declinaison",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_known_however_they_are_written() {
        let cases = [
            ("InvoiceNo", Some(Field::OrderId)),
            ("Order ID", Some(Field::OrderId)),
            ("amazon-order-id", Some(Field::OrderId)),
            ("BESTELLNUMMER", Some(Field::OrderId)),
            ("N° de commande", Some(Field::OrderId)),
            ("Artikel-Nr.", Some(Field::Sku)),
            ("Référence produit", Some(Field::Sku)),
            ("Menge", Some(Field::Quantity)),
            ("Quantité", Some(Field::Quantity)),
            ("Stückpreis (€)", Some(Field::UnitPrice)),
            ("Währung", Some(Field::Currency)),
            ("Purchase Time (UTC timezone)", Some(Field::OrderedTime)),
            ("Discount", Some(Field::Discount)),
            ("Discount %", None),
            ("Discount percent", None),
            ("Shipping Name", None),
            ("", None),
        ];
        for (heading, expected) in cases {
            let best = meanings(heading).max_by_key(|(_, sureness)| *sureness);
            assert_eq!(best.map(|(field, _)| field), expected, "{heading}");
        }
    }

    #[test]
    fn a_synonym_is_plain_and_stands_once_for_a_field() {
        let mut seen = std::collections::HashSet::new();
        for (field, _, words) in SYNONYMS {
            for word in words.split_whitespace() {
                assert_eq!(plain(word), word);
                assert!(seen.insert((field, word)), "{word} stands twice for {field:?}");
            }
        }
    }
}
