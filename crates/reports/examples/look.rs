//! temporary
use kontor_domain::*;
use kontor_reports::*;
use std::fs::File;
fn line(
    n: usize,
    sku: &str,
    theirs: Option<&str>,
    title: &str,
    pack: Option<i64>,
    units: i64,
    cost: (i64, u8),
) -> OrderLine {
    let scale = 10_i64.pow(u32::from(cost.1));
    let amount = (units * cost.0 * 100 + scale / 2) / scale;
    let _ = n;
    OrderLine {
        sku: sku.into(),
        supplier_sku: theirs.map(Into::into),
        title: title.into(),
        pack: pack.map(Quantity::whole),
        quantity: Quantity::whole(units),
        unit_cost: UnitCost { scaled: cost.0, decimals: cost.1 },
        amount,
    }
}
fn order(language: Language, lines: Vec<OrderLine>) -> PurchaseOrder {
    PurchaseOrder {
        language,
        number: "PO-2026-0042".into(),
        date: "2026-11-26".parse().unwrap(),
        shop: Shop { name: "Hearth & Linen".into(), address: vec!["12 Mill Lane".into(), "Bath BA1 5LY".into(), "United Kingdom".into()], email: Some("orders@hearthandlinen.example".into()), phone: Some("+44 1225 555 010".into()), tax_id: Some("GB 123 4567 89".into()) },
        supplier: Supplier { name: "Tischlerei Grünwald GmbH & Co. KG".into(), address: vec!["Lindenstraße 4".into(), "87509 Immenstadt im Allgäu".into(), "Germany".into()], email: Some("verkauf@gruenwald.example".into()) },
        ship_to: vec!["Hearth & Linen, Warehouse 2".into(), "Unit 7, Avon Trading Estate".into(), "Bristol BS2 0XJ".into(), "United Kingdom".into()],
        currency: "EUR".parse().unwrap(),
        expected: Some("2026-12-17".parse().unwrap()),
        terms: Some("30 days net from receipt of goods; 2 % discount within 10 days. Invoices to accounts@hearthandlinen.example, with our order number on them.".into()),
        notes: Some("Please pack serving trays upright, felt side in.\nDeliveries Monday to Thursday, 8:00 – 15:30; call 30 minutes ahead.".into()),
        total: lines.iter().map(|l| l.amount).sum(), lines,
    }
}
fn main() {
    let fonts = Fonts::bundled().unwrap();
    let items = [
        (
            "TRAY-40-OAK",
            "G-10440",
            "Serving tray, solid oak, oiled, 40 × 30 cm",
            12_95,
            2u8,
            Some(6),
        ),
        (
            "NAP-LIN-NAT",
            "G-22014",
            "Linen napkin, natural, 45 × 45 cm, hemstitched",
            385,
            2,
            Some(12),
        ),
        ("SCREW-4x30", "G-90030", "Wood screw, brass, 4 × 30 mm", 425, 4, Some(250)),
        (
            "BOARD-XL",
            "G-10510",
            "Chopping board, end-grain beech, with juice groove and rubber feet, extra large, for carving and serving",
            34_50,
            2,
            None,
        ),
        ("HOOK-01", "G-31001", "Wall hook", 210, 2, Some(10)),
    ];
    let make = |n: usize, theirs: bool| {
        (0..n)
            .map(|i| {
                let (s, t, title, c, d, p) = items[i % 5];
                line(
                    i,
                    &format!("{s}{}", if i < 5 { String::new() } else { format!("-{i}") }),
                    theirs.then_some(t),
                    title,
                    p,
                    p.unwrap_or(1) * (1 + (i as i64 * 7) % 23),
                    (c, d),
                )
            })
            .collect::<Vec<_>>()
    };
    let write = |name: &str, o: &PurchaseOrder| {
        println!("{name} missing {:?}", missing_glyphs(o, &fonts));
        let at = std::time::Instant::now();
        pdf(o, &fonts, File::create(format!("/tmp/look/{name}.pdf")).unwrap()).unwrap();
        println!("{:?}", at.elapsed());
        workbook(o, File::create(format!("/tmp/look/{name}.xlsx")).unwrap()).unwrap();
    };
    write("en", &order(Language::En, make(5, false)));
    write("en8", &order(Language::En, make(8, true)));
    write("de", &order(Language::De, make(60, true)));
    write("many", &order(Language::De, make(400, true)));
    let mut m = order(
        Language::En,
        [
            "מגש הגשה מעץ אלון, 40 ס״מ",
            "صينية تقديم من خشب البلوط، ٤٠ سم (لون طبيعي)",
            "ओक की लकड़ी की परोसने की ट्रे, ४० सेमी, हस्तनिर्मित",
            "Δίσκος σερβιρίσματος από δρυ",
            "Поднос из дуба, ёлочка",
            "Tray מגש 40 cm (עץ) oak",
            "Tablett aus Eiche – größer & schöner, mit fließendem Griff",
        ]
        .iter()
        .enumerate()
        .map(|(i, t)| line(i, &format!("T-{i}"), None, t, Some(4), 8, (1295, 2)))
        .collect(),
    );
    m.supplier = Supplier {
        name: "نجارة الأرز".into(),
        address: vec!["شارع الحمرا ١٢".into(), "بيروت".into()],
        email: Some("orders@arz.example".into()),
    };
    m.shop.name = "בית ומפה Hearth & Linen".into();
    m.currency = "ILS".parse().unwrap();
    m.notes = Some("कृपया ट्रे को सीधा रखें।\nيرجى تعبئة الصواني بشكل عمودي، طلب رقم 42 من Hearth & Linen.\nנא לארוז את המגשים בעמידה.".into());
    write("mixed", &m);
    let mut min = order(Language::En, make(2, false));
    min.shop = Shop { name: "Corner Shop".into(), ..Shop::default() };
    min.ship_to = vec![];
    min.expected = None;
    min.terms = None;
    min.notes = None;
    min.supplier = Supplier { name: "Wholesale Ltd".into(), ..Supplier::default() };
    write("min", &min);
}
