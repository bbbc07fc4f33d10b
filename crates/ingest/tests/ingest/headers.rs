//! Header lines of real exports: each is known for what it is, by its headings alone.

use crate::look;
use kontor_api::import::Content;
use kontor_domain::Language;

/// The file, the platform, what it holds, its variant; `elsewhere` where a sentence says what to
/// export instead.
const HEADERS: [(&str, &str, Content, &str); 42] = [
    ("amazon_all_orders.tsv", "Amazon", Content::Orders, ""),
    ("amazon_date_range_report.csv", "Amazon", Content::Orders, ""),
    ("amazon_settlement_v2.tsv", "Amazon", Content::OrderTotals, "V2"),
    ("bigcommerce_orders.csv", "BigCommerce", Content::Orders, ""),
    ("ebay_orders_report.csv", "eBay", Content::Orders, ""),
    ("ebay_transaction_report.csv", "eBay", Content::OrderTotals, "elsewhere"),
    ("etsy_listings_download.csv", "Etsy", Content::Products, "elsewhere"),
    ("etsy_sold_order_items.csv", "Etsy", Content::Orders, ""),
    ("etsy_sold_orders.csv", "Etsy", Content::OrderTotals, ""),
    ("etsy_statement.csv", "Etsy", Content::OrderTotals, "elsewhere"),
    ("gumroad_sales_secondhand.csv", "Gumroad", Content::Orders, ""),
    ("magento2_catalog_product.csv", "Magento 2", Content::Products, ""),
    ("prestashop_products_import.csv", "PrestaShop", Content::Products, "import form"),
    ("shopify_analytics_total_sales_over_time.csv", "Shopify", Content::Orders, "elsewhere"),
    ("shopify_customers_2022.csv", "Shopify", Content::Customers, "classic"),
    ("shopify_customers_2023_id.csv", "Shopify", Content::Customers, "with numbers"),
    (
        "shopify_customers_2026_with_metafields_example.csv",
        "Shopify",
        Content::Customers,
        "current",
    ),
    ("shopify_customers_current.csv", "Shopify", Content::Customers, "current"),
    ("shopify_inventory_2023.csv", "Shopify", Content::Stock, "2023"),
    ("shopify_inventory_current.csv", "Shopify", Content::Stock, "current"),
    (
        "shopify_inventory_old_column_per_location_example.csv",
        "Shopify",
        Content::Stock,
        "a column for each location",
    ),
    ("shopify_orders_2012.csv", "Shopify", Content::Orders, "2012"),
    ("shopify_orders_2021_variant.csv", "Shopify", Content::Orders, "2021"),
    ("shopify_orders_current_79.csv", "Shopify", Content::Orders, "79 columns"),
    ("shopify_payment_transactions_18_eu.csv", "Shopify", Content::OrderTotals, "elsewhere"),
    ("shopify_payment_transactions_2026.csv", "Shopify", Content::OrderTotals, "elsewhere"),
    ("shopify_payment_transactions_old.csv", "Shopify", Content::OrderTotals, "elsewhere"),
    ("shopify_payouts.csv", "Shopify", Content::OrderTotals, "elsewhere"),
    ("shopify_products_2018_46.csv", "Shopify", Content::Products, "classic"),
    ("shopify_products_2020_47.csv", "Shopify", Content::Products, "classic"),
    ("shopify_products_2023_markets.csv", "Shopify", Content::Products, "classic"),
    ("shopify_products_2024_linked_to.csv", "Shopify", Content::Products, "classic"),
    ("shopify_products_2025_new_template.csv", "Shopify", Content::Products, "2025 template"),
    ("square_items_2018_24.csv", "Square", Content::Orders, "24 columns"),
    ("square_items_2024_32.csv", "Square", Content::Orders, "32 columns"),
    ("square_items_2026_35.csv", "Square", Content::Orders, "35 columns"),
    ("square_transactions_2018.csv", "Square", Content::OrderTotals, "2018"),
    ("square_transactions_55.csv", "Square", Content::OrderTotals, "55 columns"),
    ("squarespace_orders.csv", "Squarespace", Content::Orders, ""),
    ("tiktok_settlement_secondhand.csv", "TikTok Shop", Content::OrderTotals, "elsewhere"),
    ("woocommerce_orders_webtoffee.csv", "WooCommerce", Content::Orders, "items sideways"),
    ("woocommerce_products.csv", "WooCommerce", Content::Products, ""),
];

#[test]
fn every_export_is_known_by_its_headings() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/headers");
    let files = std::fs::read_dir(folder).unwrap().count();
    assert_eq!(files, HEADERS.len());
    let mut wrong = Vec::new();
    for (name, platform, content, variant) in HEADERS {
        let bytes = std::fs::read(format!("{folder}/{name}")).unwrap();
        let sniffed = look(name, &bytes).unwrap();
        let obstacle = sniffed.obstacle.unwrap();
        let is_elsewhere = sniffed.plan.dialect.is_none();
        let found = (
            sniffed.platform.unwrap_or_default(),
            sniffed.plan.content,
            if is_elsewhere { "elsewhere" } else { sniffed.variant.unwrap_or_default() },
        );
        // A header has no rows, and nothing else is wrong with those that are read.
        if found != (platform, content, variant) || !is_elsewhere && !obstacle.contains("no rows") {
            wrong.push((name, found, obstacle));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn what_is_of_no_use_says_what_to_export_instead() {
    for (name, ..) in HEADERS.iter().filter(|known| known.3 == "elsewhere") {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/headers");
        let bytes = std::fs::read(format!("{folder}/{name}")).unwrap();
        let german =
            kontor_ingest::sniff(name, &crate::whole(&bytes), None, &crate::shop(), Language::De);
        let obstacle = german.unwrap().obstacle.unwrap();
        assert!(obstacle.contains("stattdessen") || obstacle.contains("herunter"), "{obstacle}");
    }
}
