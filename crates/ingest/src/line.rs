//! What a line of an order is: goods, postage, a fee, a cancellation.
//!
//! A product has a [`Role`] by its code and name; a line has a kind by the role of its product and
//! its own figures. The rules are data, at the end of this file; Rust and DuckDB match the same
//! patterns.

use kontor_api::import::LineKind;
use regex::Regex;
use std::sync::LazyLock;

/// What a product is to the shop. A cancelled line of postage is cancelled by its kind and still
/// postage by its role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Something sold.
    Goods,
    /// Postage and carriage.
    Shipping,
    /// Bank charges, marketplace fees and commission.
    Fee,
    /// A discount that stands as a line of its own.
    Discount,
    /// A correction of the books.
    Adjustment,
    /// A gift voucher.
    Voucher,
}

impl Role {
    /// Every role, in the order of its stored number.
    pub const ALL: [Role; 6] =
        [Role::Goods, Role::Shipping, Role::Fee, Role::Discount, Role::Adjustment, Role::Voucher];

    /// The name in SQL.
    pub fn name(self) -> &'static str {
        match self {
            Role::Goods => "goods",
            Role::Shipping => "shipping",
            Role::Fee => "fee",
            Role::Discount => "discount",
            Role::Adjustment => "adjustment",
            Role::Voucher => "voucher",
        }
    }

    /// The kind of a line with a product of this role, unless it is cancelled.
    fn kind(self) -> LineKind {
        match self {
            Role::Goods => LineKind::Sale,
            Role::Shipping => LineKind::Shipping,
            Role::Fee => LineKind::Fee,
            Role::Discount => LineKind::Discount,
            Role::Adjustment => LineKind::Adjustment,
            Role::Voucher => LineKind::Voucher,
        }
    }
}

/// What decides the kind of a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LineFacts<'a> {
    /// The order's number.
    pub order_id: &'a str,
    /// The order's status, if the file has one.
    pub status: Option<&'a str>,
    /// Whether the file says how much of the order was paid back.
    pub states_refund: bool,
    /// The role of the product.
    pub role: Role,
    /// Units, of which only the sign counts.
    pub quantity: i64,
    /// Amount of the line, of which only the sign counts.
    pub amount: i64,
}

/// The role of a product. The name decides, by all of its words: "Next Day Carriage" is shipping,
/// "French Carriage Lantern" is goods. The code decides where it is unmistakable, or where there is
/// no name.
pub fn role(sku: &str, title: &str) -> Role {
    let code = sku.trim().to_uppercase();
    let words = words_of(title);
    let fits = |rule: &&Compiled| {
        rule.words.is_match(&words)
            || rule.codes.is_match(&code)
            || words.is_empty() && rule.short_codes.is_match(&code)
    };
    COMPILED.iter().find(fits).map_or(Role::Goods, |rule| rule.role)
}

/// A name as words of letters in lower case, one blank between them.
fn words_of(title: &str) -> String {
    let lower = title.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// The kind of a line.
pub fn classify(line: &LineFacts) -> LineKind {
    if is_cancelled(line) {
        return LineKind::Cancelled;
    }
    if line.status.is_some_and(|status| TEST.contains(&status.trim().to_lowercase().as_str())) {
        return LineKind::Test;
    }
    if line.role != Role::Goods {
        return line.role.kind();
    }
    match (line.amount, line.quantity) {
        (0, _) => LineKind::Free,
        (amount, quantity) if amount < 0 || quantity < 0 => LineKind::Returned,
        _ => LineKind::Sale,
    }
}

/// By a word in its status (an order that was paid back stands if the file says how much: that sum then
/// counts, on its own day); or by a `C` before the order's number, with which wholesalers' systems
/// mark credit notes, whose quantities are negative.
fn is_cancelled(line: &LineFacts) -> bool {
    let status = line.status.map(|status| status.trim().to_lowercase());
    let by_status = status.is_some_and(|status| {
        let status = status.as_str();
        CANCELLED.contains(&status) || !line.states_refund && PAID_BACK.contains(&status)
    });
    let number = line.order_id.strip_prefix('C').unwrap_or_default();
    let by_prefix = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    by_status || by_prefix && line.quantity < 0
}

/// SQL for [`role`] as `UTINYINT`, the place in [`Role::ALL`]. Slow: for distinct products, not
/// for lines.
pub fn role_sql(sku: &str, title: &str) -> String {
    let code = format!("upper(trim(coalesce({sku}, '')))");
    let words = format!("trim(regexp_replace(lower(coalesce({title}, '')), '[^\\pL]+', ' ', 'g'))");
    let cases: Vec<String> = RULES
        .iter()
        .map(|rule| {
            let (short, number) = (rule.short_codes_pattern(), rule.role as u8);
            format!(
                "WHEN regexp_matches({words}, '{}') OR regexp_matches({code}, '{}') \
                 OR {words} = '' AND regexp_matches({code}, '{short}') THEN {number}",
                rule.words_pattern(),
                rule.codes_pattern(),
            )
        })
        .collect();
    format!("CAST(CASE {} ELSE 0 END AS UTINYINT)", cases.join(" "))
}

/// The columns that [`kind_sql`] looks at, as SQL expressions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineSql<'a> {
    /// VARCHAR, cleaned.
    pub order_id: &'a str,
    /// VARCHAR; `None` where the file has no status.
    pub status: Option<&'a str>,
    /// A truth value.
    pub states_refund: &'a str,
    /// The number that [`role_sql`] gave the product.
    pub role: &'a str,
    /// A number.
    pub quantity: &'a str,
    /// A number.
    pub amount: &'a str,
}

/// SQL for [`classify`] as `UTINYINT`, the place in [`LineKind::ALL`].
pub fn kind_sql(line: &LineSql) -> String {
    let LineSql { order_id, states_refund, role, quantity, amount, .. } = line;
    let mut cancelled = format!(
        "({quantity} < 0 AND {order_id} LIKE 'C%' AND regexp_full_match({order_id}, 'C[0-9]+'))"
    );
    let mut test = String::new();
    if let Some(status) = line.status {
        let status = format!("lower(trim({status}))");
        let (words, paid_back) = (CANCELLED.join("', '"), PAID_BACK.join("', '"));
        cancelled = format!(
            "({cancelled} OR coalesce({status} IN ('{words}') OR {status} IN ('{paid_back}') AND NOT {states_refund}, false))"
        );
        test = format!("WHEN {status} IN ('{}') THEN {}", TEST.join("', '"), LineKind::Test as u8);
    }
    let by_role: Vec<String> = RULES
        .iter()
        .map(|rule| format!("WHEN {} THEN {}", rule.role as u8, rule.role.kind() as u8))
        .collect();
    format!(
        "CAST(CASE WHEN {cancelled} THEN {} {test} WHEN {role} <> 0 THEN CASE {role} {} END \
         WHEN {amount} = 0 THEN {} WHEN {amount} < 0 OR {quantity} < 0 THEN {} \
         ELSE {} END AS UTINYINT)",
        LineKind::Cancelled as u8,
        by_role.join(" "),
        LineKind::Free as u8,
        LineKind::Returned as u8,
        LineKind::Sale as u8,
    )
}

/// How products of a role are called.
struct Rule {
    role: Role,
    /// Words of which the name has one or more; `|` between them, blanks within.
    heads: &'static str,
    /// Words that the name may have besides.
    others: &'static str,
    /// Codes that leave no doubt, as a pattern of capitals.
    codes: &'static str,
    /// Codes that count only where there is no name.
    short_codes: &'static str,
}

impl Rule {
    fn words_pattern(&self) -> String {
        let (heads, others) = (self.heads, self.others);
        format!("^(?:(?:{others}) )*(?:{heads})(?: (?:{heads}|{others}))*$")
    }

    fn codes_pattern(&self) -> String {
        format!("^(?:{})$", self.codes)
    }

    fn short_codes_pattern(&self) -> String {
        format!("^(?:{})$", self.short_codes)
    }
}

struct Compiled {
    role: Role,
    words: Regex,
    codes: Regex,
    short_codes: Regex,
}

static COMPILED: LazyLock<Vec<Compiled>> = LazyLock::new(|| {
    // A test reads every pattern, so that none is ever left out here.
    let compile = |rule: &Rule| {
        Some(Compiled {
            role: rule.role,
            words: Regex::new(&rule.words_pattern()).ok()?,
            codes: Regex::new(&rule.codes_pattern()).ok()?,
            short_codes: Regex::new(&rule.short_codes_pattern()).ok()?,
        })
    };
    RULES.iter().filter_map(compile).collect()
});

/// One rule for every role but goods; the first that fits counts.
const RULES: [Rule; 5] = [
    Rule {
        role: Role::Voucher,
        heads: "gift vouchers?|gift cards?|gift certificates?|e gift cards?|geschenkgutscheine?|\
                gutscheine?|wertgutscheine?|geschenkkarten?|carte cadeau|cartes cadeaux|\
                chèque cadeau|bon cadeau|tarjeta regalo|tarjeta de regalo|buono regalo|\
                carta regalo|cadeaubon|cadeaukaart",
        others: "e|digital|online|virtual|eur|euro|gbp|usd|chf|by|per|email|mail|über|von|of",
        codes: r"GIFT[-_ ]?(?:CARD|VOUCHER)?[-_ ]?[0-9]*(?:[-_][0-9]+)*|GUTSCHEIN[-_ ]?[0-9]*|VOUCHER[-_ ]?[0-9]*",
        short_codes: "GV|GC",
    },
    Rule {
        role: Role::Discount,
        heads: "discounts?|rabatte?|preisnachlass|nachlass|skonto|remises?|réductions?|\
                descuentos?|sconto|sconti|korting|coupons?|promo codes?",
        others: "manual|order|cart|total|loyalty|staff|volume|quantity|trade|promotion|promo|code|\
                 mengen|treue|kunden|auf|die|bestellung|warenkorb|mitarbeiter|sur|la|commande|\
                 bon|de|réduction|del|pedido|ordine|op|bestelling",
        codes: "DISCOUNT|RABATT|REMISE|DESCUENTO|SCONTO|KORTING|COUPON",
        short_codes: "D",
    },
    Rule {
        role: Role::Shipping,
        heads: "postage|shipping|carriage|freight|p p|delivery charges?|delivery costs?|\
                delivery fees?|versand|versandkosten|versandpauschale|versandkostenpauschale|\
                porto|portokosten|fracht|frachtkosten|lieferkosten|frais de port|\
                frais de livraison|frais d expédition|frais d envoi|livraison|envío|\
                gastos de envío|spedizione|spese di spedizione|verzending|verzendkosten",
        others: "and|packing|packaging|handling|dotcom|next|same|day|standard|express|economy|\
                 international|domestic|worldwide|uk|eu|free|flat|rate|delivery|charges?|costs?|\
                 fees?|priority|first|second|class|tracked|dhl|ups|dpd|gls|hermes|fedex|usps|post|\
                 deutsche|royal|mail|paket|und|verpackung|inland|ausland|expressversand|\
                 kostenloser|standardversand|gratuite|gratis|colissimo|mondial|relay|chronopost|\
                 estándar|internazionale|standaard",
        codes: "POST|POSTAGE|SHIPPING|SHIP|CARRIAGE|FREIGHT|DELIVERY|VERSAND|VERSANDKOSTEN|PORTO|\
                FRACHT|LIVRAISON|ENVIO|SPEDIZIONE|VERZENDKOSTEN",
        short_codes: "DOT|C2",
    },
    Rule {
        role: Role::Fee,
        heads: "fees?|commissions?|bank charges?|packing charges?|handling charges?|\
                payment charges?|surcharges?|gebühr|gebühren|bankgebühren?|zahlungsgebühren?|\
                bearbeitungsgebühr|nachnahmegebühr|provision|verkaufsprovision|zuschlag|\
                mindermengenzuschlag|frais bancaires|frais de dossier|frais de gestion|comisión|\
                commissione|commissioni|commissie|transactiekosten|administratiekosten",
        others: "amazon|ebay|etsy|paypal|stripe|klarna|cruk|bank|marketplace|payment|transaction|\
                 processing|handling|service|final|value|listing|selling|card|small|order|für|\
                 zahlung|de|la|di",
        codes: "AMAZONFEE|BANK CHARGES|CRUK|FEE|FEES|COMMISSION|GEBÜHR|PROVISION",
        short_codes: "BC",
    },
    Rule {
        role: Role::Adjustment,
        heads: "manual|manual entry|bad debt|write off|correction|\
                invoice correction|korrektur|korrekturbuchung|ausbuchung|anpassung|\
                forderungsausfall|ajustement|ajuste|rettifica|correctie|rounding|rundung|\
                rundungsdifferenz|arrondi|redondeo|arrotondamento|afronding",
        others: "of|for|adjust|adjustments?|entry|price|order|invoice|account|amazon|dotcom|manuelle|\
                 manueller|difference",
        codes: "ADJUST|ADJUSTMENT|MANUAL|KORREKTUR|ROUNDING",
        short_codes: "M|B",
    },
];

/// Words of a status by which an order does not stand, in lower case.
const CANCELLED: [&str; 35] = [
    "cancelled",
    "canceled",
    "void",
    "voided",
    "failed",
    "declined",
    "expired",
    "abandoned",
    "payment error",
    "draft",
    "checkout-draft",
    "trash",
    "wc-draft",
    "wc-checkout-draft",
    "wc-trash",
    "entwurf",
    "brouillon",
    "borrador",
    "bozza",
    "wc-cancelled",
    "wc-failed",
    "storniert",
    "storno",
    "annulliert",
    "abgebrochen",
    "fehlgeschlagen",
    "annulé",
    "annulée",
    "échouée",
    "cancelado",
    "cancelada",
    "anulado",
    "anulada",
    "annullato",
    "geannuleerd",
];

/// Words of a status by which an order only tried the shop out, in lower case.
const TEST: [&str; 4] = ["test", "test order", "testbestellung", "testauftrag"];

/// Words of a status by which all of an order was paid back, in lower case.
const PAID_BACK: [&str; 11] = [
    "refunded",
    "fully refunded",
    "wc-refunded",
    "erstattet",
    "rückerstattet",
    "remboursé",
    "remboursée",
    "reembolsado",
    "reembolsada",
    "rimborsato",
    "terugbetaald",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_is_read_and_every_role_has_a_rule() {
        assert_eq!(COMPILED.len(), RULES.len());
        for (at, role) in Role::ALL.iter().enumerate() {
            assert_eq!(*role as usize, at);
            assert!(*role == Role::Goods || RULES.iter().any(|rule| rule.role == *role));
        }
        for (at, kind) in LineKind::ALL.iter().enumerate() {
            assert_eq!(*kind as usize, at);
        }
        let patterns = RULES.map(|rule| rule.words_pattern() + rule.codes + rule.short_codes);
        assert!(patterns.iter().all(|pattern| !pattern.contains('\'')), "quotes end SQL text");
    }

    #[test]
    fn products_have_a_role_by_name_and_code() {
        let cases = [
            ("POST", "POSTAGE", Role::Shipping),
            ("DOT", "DOTCOM POSTAGE", Role::Shipping),
            ("DOT", "", Role::Shipping),
            ("DOT", "DOT MATRIX PRINTER", Role::Goods),
            ("C2", "CARRIAGE", Role::Shipping),
            ("23444", "Next Day Carriage", Role::Shipping),
            ("23005", "FRENCH CARRIAGE LANTERN", Role::Goods),
            ("", "Versandkosten DHL (Inland)", Role::Shipping),
            ("", "Frais de port", Role::Shipping),
            ("", "Port 0,75 l", Role::Goods),
            ("BANK CHARGES", "Bank Charges", Role::Fee),
            ("AMAZONFEE", "AMAZON FEE", Role::Fee),
            ("CRUK", "CRUK Commission", Role::Fee),
            ("", "Coffee", Role::Goods),
            ("D", "Discount", Role::Discount),
            ("", "10 % Rabatt auf die Bestellung", Role::Discount),
            ("M", "Manual", Role::Adjustment),
            ("m", "Manual", Role::Adjustment),
            ("M", "", Role::Adjustment),
            ("M", "T-Shirt size M", Role::Goods),
            ("B", "Adjust bad debt", Role::Adjustment),
            ("gift_0001_20", "Dotcomgiftshop Gift Voucher £20.00", Role::Voucher),
            ("", "Gift Card - $50.00", Role::Voucher),
            ("", "Gutschein 25 €", Role::Voucher),
            ("21232", "GIFT VOUCHER HOLDER", Role::Goods),
            ("85123A", "WHITE HANGING HEART T-LIGHT HOLDER", Role::Goods),
            ("PADS", "PADS TO MATCH ALL CUSHIONS", Role::Goods),
            ("", "", Role::Goods),
        ];
        for (sku, title, expected) in cases {
            assert_eq!(role(sku, title), expected, "{sku} {title}");
        }
    }

    #[test]
    fn lines_have_a_kind() {
        let facts = |order_id, status, role, quantity, amount| {
            let states_refund = false;
            classify(&LineFacts { order_id, status, states_refund, role, quantity, amount })
        };
        let (goods, shipping) = (Role::Goods, Role::Shipping);
        assert_eq!(facts("536365", None, goods, 6, 255), LineKind::Sale);
        assert_eq!(facts("C536379", None, goods, -1, 2750), LineKind::Cancelled);
        assert_eq!(facts("C536379", None, shipping, -1, 2750), LineKind::Cancelled);
        assert_eq!(facts("C1001", None, goods, 1, 2750), LineKind::Sale);
        assert_eq!(facts("CASH", None, goods, -1, 2750), LineKind::Returned);
        assert_eq!(facts("1001", Some(" Storniert"), goods, 1, 2750), LineKind::Cancelled);
        assert_eq!(facts("1001", Some("Checkout-Draft"), goods, 1, 2750), LineKind::Cancelled);
        assert_eq!(facts("1001", Some("partially_refunded"), goods, 1, 2750), LineKind::Sale);
        assert_eq!(facts("1001", Some("Test"), goods, 1, 2750), LineKind::Test);
        assert_eq!(facts("1001", Some("Refunded"), goods, 1, 2750), LineKind::Cancelled);
        assert_eq!(facts("A563186", None, Role::Adjustment, 1, -1_106_206), LineKind::Adjustment);
        assert_eq!(facts("536414", None, goods, 56, 0), LineKind::Free);
        assert_eq!(facts("536414", None, goods, -56, 0), LineKind::Free);
        assert_eq!(facts("536414", None, shipping, 1, 0), LineKind::Shipping);
        assert_eq!(facts("1002", None, goods, -1, 999), LineKind::Returned);
    }

    #[test]
    fn an_order_that_was_paid_back_stands_if_the_sum_is_stated() {
        let facts = |status, states_refund| {
            let (order_id, role, quantity, amount) = ("1001", Role::Goods, 1, 2750);
            let status = Some(status);
            classify(&LineFacts { order_id, status, states_refund, role, quantity, amount })
        };
        assert_eq!(facts("refunded", true), LineKind::Sale);
        assert_eq!(facts("refunded", false), LineKind::Cancelled);
        assert_eq!(facts("voided", true), LineKind::Cancelled);
    }
}
