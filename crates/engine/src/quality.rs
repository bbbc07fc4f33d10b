//! What is doubtful in the data, and how sums agree with the files.

use crate::{Engine, Handle, error::Result, jobs::Context, sales::Compared};
use kontor_api::{
    domain::Money,
    quality::{
        Check, Finding, FindingRows, GetFinding, GetQuality, GetReconciliation, Quality,
        Reconciliation, Step,
    },
    sales::Filter,
};

impl Handle<GetQuality> for Engine {
    fn handle(&self, _: GetQuality, context: &Context) -> Result<Quality> {
        let workspace = self.workspace()?;
        let home = workspace.settings().currency;
        let mut findings = Vec::new();
        for check in Check::ALL {
            let found =
                kontor_warehouse::check(&workspace.warehouse, home, check, &context.cancel)?;
            if found.count > 0 {
                let (title, advice) = words(check, context);
                findings.push(Finding {
                    check,
                    title,
                    advice,
                    count: found.count,
                    money: found.money,
                });
            }
        }
        // Amounts of other currencies are not compared with those of the shop's.
        findings.sort_by_key(|finding| {
            let at_home = finding.money.iter().find(|money| money.currency == home);
            std::cmp::Reverse(at_home.map_or(0, |money| money.minor))
        });
        Ok(Quality { findings })
    }
}

impl Handle<GetFinding> for Engine {
    fn handle(&self, request: GetFinding, context: &Context) -> Result<FindingRows> {
        let workspace = self.workspace()?;
        Ok(kontor_warehouse::found(
            &workspace.warehouse,
            workspace.settings().currency,
            request.check,
            request.offset,
            request.limit.clamp(1, 1_000),
            &context.cancel,
        )?)
    }
}

impl Handle<GetReconciliation> for Engine {
    fn handle(&self, request: GetReconciliation, context: &Context) -> Result<Reconciliation> {
        let workspace = self.workspace()?;
        let home = workspace.settings().currency;
        let money = |minor: i64| Money::new(minor, home);
        let Some(period) =
            Compared::of(&workspace, request.period)?.map(|compared| compared.period)
        else {
            return Ok(Reconciliation {
                period: None,
                steps: Vec::new(),
                orders_with_total: 0,
                stated: money(0),
                counted: money(0),
                orders_off: 0,
                refunded: money(0),
                refunded_undated: money(0),
                other_currencies: Vec::new(),
                sql: String::new(),
            });
        };
        let sums = kontor_warehouse::reconciliation(
            &workspace.warehouse,
            home,
            &request.filter,
            period,
            &context.cancel,
        )?;
        let step = |key: &str, minor: i64| Step {
            key: key.to_owned(),
            title: step_title(key, context),
            amount: money(minor),
        };
        let mut steps = vec![step("all_lines", sums.all_lines)];
        steps.extend(sums.steps.iter().map(|(key, minor)| match *key {
            "net_sales" => step(key, *minor),
            // What is not net sales is taken off.
            key => step(key, -minor),
        }));
        Ok(Reconciliation {
            period: Some(period),
            steps,
            orders_with_total: sums.orders_with_total,
            stated: money(sums.stated),
            counted: money(sums.counted),
            orders_off: sums.orders_off,
            refunded: money(sums.refunded),
            refunded_undated: money(sums.refunded_undated),
            // The steps are never converted.
            other_currencies: kontor_warehouse::other_currencies(
                &workspace.warehouse,
                home,
                &Filter { converted: false, ..request.filter },
                period,
                &context.cancel,
            )?,
            sql: sums.sql,
        })
    }
}

fn step_title(key: &str, context: &Context) -> String {
    let (en, de) = match key {
        "all_lines" => ("All lines of all files", "Alle Zeilen aller Dateien"),
        "test" => ("Test orders", "Testbestellungen"),
        "cancelled" => ("Cancelled orders", "Stornierte Bestellungen"),
        "shipping" => ("Shipping", "Versand"),
        "tax" => ("Tax", "Steuer"),
        "tips" => ("Tips", "Trinkgeld"),
        "vouchers" => ("Gift vouchers sold", "Verkaufte Gutscheine"),
        "fees" => ("Fees", "Gebühren"),
        "adjustments" => ("Corrections of the books", "Buchkorrekturen"),
        _ => ("Net sales", "Nettoumsatz"),
    };
    context.say(en, de).to_owned()
}

/// The name of a check, and what its findings mean and what to do.
pub fn words(check: Check, context: &Context) -> (String, String) {
    let (title, advice) = match check {
        Check::Refused => (
            ("Rows that were refused", "Abgelehnte Zeilen"),
            (
                "They are in no number. Download them, correct them in a copy of the file and import that.",
                "Sie stehen in keiner Zahl. Laden Sie sie herunter, berichtigen Sie sie in einer Kopie der Datei und importieren Sie diese.",
            ),
        ),
        Check::OrdersOff => (
            ("Orders that do not add up", "Bestellungen, die nicht aufgehen"),
            (
                "The file states another total than lines, shipping, tax and tip make. Often a line was removed after the order, or a discount is missing in the export.",
                "Die Datei nennt eine andere Summe, als Zeilen, Versand, Steuer und Trinkgeld ergeben. Oft wurde nachträglich eine Zeile entfernt, oder ein Rabatt fehlt im Export.",
            ),
        ),
        Check::NoCost => (
            ("Products without a cost", "Artikel ohne Einkaufspreis"),
            (
                "Without it there is no margin, no price suggestion and no value of stock. Enter costs, or import a product export that has them.",
                "Ohne ihn gibt es keine Marge, keinen Preisvorschlag und keinen Lagerwert. Tragen Sie Kosten ein oder importieren Sie einen Artikelexport, der sie enthält.",
            ),
        ),
        Check::NoSku => (
            ("Products without a code", "Artikel ohne Artikelnummer"),
            (
                "They are known by their name only, and become another product when it changes. Give them a SKU in the shop.",
                "Sie sind nur am Namen zu erkennen und werden zu einem anderen Artikel, wenn er sich ändert. Vergeben Sie im Shop eine SKU.",
            ),
        ),
        Check::DuplicateSku => (
            ("Codes that several products have", "Mehrfach vergebene Artikelnummern"),
            (
                "Their sales and stock cannot be told apart. Give each variant a code of its own.",
                "Ihre Verkäufe und Bestände lassen sich nicht trennen. Geben Sie jeder Variante eine eigene Nummer.",
            ),
        ),
        Check::AmbiguousTitle => (
            ("Names that several products have", "Mehrfach vergebene Namen"),
            (
                "Order lines without a code cannot be told apart by them.",
                "Bestellzeilen ohne Artikelnummer lassen sich damit nicht zuordnen.",
            ),
        ),
        Check::Gap => (
            ("Days without an order", "Tage ohne Bestellung"),
            (
                "On these weekdays the shop usually sells. Either it was closed, or an export is missing: import the missing days.",
                "An diesen Wochentagen verkauft der Laden sonst. Entweder war geschlossen, oder ein Export fehlt: importieren Sie die fehlenden Tage.",
            ),
        ),
        Check::Outlier => (
            ("Unusually large lines", "Ungewöhnlich große Zeilen"),
            (
                "More than ten times what the product's lines usually hold: a bulk order, or a typing error.",
                "Mehr als das Zehnfache dessen, was Zeilen dieses Artikels sonst enthalten: eine Großbestellung oder ein Tippfehler.",
            ),
        ),
        Check::ProbableStockOut => (
            ("Probably out of stock", "Wahrscheinlich ausverkauft"),
            (
                "Steady sellers that sold nothing for longer than chance explains, or after the last piece went by counts, receipts and sales. The money is what they would have sold.",
                "Stete Verkäufer, die länger nichts verkauften, als der Zufall erklärt, oder nachdem laut Zählung, Wareneingang und Verkauf das letzte Stück weg war. Der Betrag ist, was sie verkauft hätten.",
            ),
        ),
        Check::NegativeStock => (
            ("Stock below zero", "Bestand unter null"),
            (
                "More was sold than was there. Count the shelf and enter the count. The money is what is missing, at what it costs.",
                "Es wurde mehr verkauft, als da war. Zählen Sie nach und tragen Sie den Bestand ein. Der Betrag ist das Fehlende zum Einkaufspreis.",
            ),
        ),
        Check::MixedCurrencies => (
            ("Other currencies without a rate", "Andere Währungen ohne Kurs"),
            (
                "These lines are left out of sums in the shop's currency. Enter a rate to see them converted.",
                "Diese Zeilen fehlen in Summen in der Währung des Ladens. Tragen Sie einen Kurs ein, um sie umgerechnet zu sehen.",
            ),
        ),
        Check::UndatedRefunds => (
            ("Refunds without a day", "Erstattungen ohne Tag"),
            (
                "The export says how much was paid back, but not when or for what. They are taken off on the day of the order, from no product. An export with a column such as “Refunded at” puts them on their own day.",
                "Der Export nennt den Betrag, aber nicht wann und wofür. Abgezogen wird am Tag der Bestellung, bei keinem Artikel. Ein Export mit einer Spalte wie „Erstattet am“ bringt sie auf ihren eigenen Tag.",
            ),
        ),
        Check::ProbablyRenamed => (
            ("Probably renamed", "Wahrscheinlich umbenannt"),
            (
                "Two codes with the same name or barcode, of which one ends as the other begins. If it is one product, say so: its history then stands under the new code.",
                "Zwei Nummern mit demselben Namen oder Barcode, von denen eine endet, wo die andere beginnt. Ist es ein Artikel, sagen Sie es: seine Geschichte steht dann unter der neuen Nummer.",
            ),
        ),
        Check::RenamedInCircle => (
            ("Renamed in a circle", "Im Kreis umbenannt"),
            (
                "These renamings lead back to where they start, so the older ones of them do not count. Correct or take back the wrong one.",
                "Diese Umbenennungen führen dorthin zurück, wo sie anfangen; die älteren davon gelten nicht. Berichtigen Sie die falsche oder nehmen Sie sie zurück.",
            ),
        ),
    };
    (context.say(title.0, title.1).to_owned(), context.say(advice.0, advice.1).to_owned())
}
