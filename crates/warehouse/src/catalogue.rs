//! What is known of a shop besides its orders: one view for each content, of what holds now.
//!
//! A newer row replaces an older one of the same key; what a person entered by hand (batch 0)
//! replaces both. Older rows stay in the tables `…_rows`, so that taking an import back brings
//! them back.
//!
//! Where rows are about a product, `product` is its newest code (see [`crate::successors`]); `sku`
//! stays as it was written.

use crate::schema::{contents_with_rows, rows_table};
use kontor_api::import::{Content, Field};
use std::sync::LazyLock;

/// The batch of rows that a person entered by hand.
pub const BY_HAND: u32 = 0;

/// What rows of a content are about.
struct Key {
    /// The view.
    view: &'static str,
    /// Expressions that tell one thing from another.
    key: &'static str,
    /// Whether there is one row for each key, the last one counting; otherwise a newer batch's rows
    /// replace all older ones of the key.
    is_unique: bool,
}

/// A product goes by its code; without one by its name, as order lines write it.
const PRODUCT: &str = "coalesce(sku, concat_ws(' - ', title, variant))";

fn key_of(content: Content) -> Key {
    let (view, key, is_unique) = match content {
        Content::Orders => ("order_lines", "order_id", false),
        Content::OrderTotals => ("order_totals", "order_id", false),
        Content::Products => ("catalogue", PRODUCT, true),
        Content::Successors => ("successors", "sku", true),
        Content::Customers => ("customer_facts", "customer", true),
        Content::Stock => (
            "stock",
            "coalesce(sku, concat_ws(' - ', title, variant), handle), coalesce(location, '')",
            true,
        ),
        Content::Suppliers => ("suppliers", "supplier", true),
        Content::SupplierProducts => ("supplier_products", "supplier, sku", true),
        Content::Bundles => ("bundles", "sku, part", true),
        Content::PurchaseOrders => ("purchase_orders", "purchase_order", false),
        Content::Costs => ("costs", "sku, valid_from", true),
        Content::Promotions => ("promotions", "name, starts", false),
        Content::Holidays => ("holidays", "name, starts, coalesce(country, '')", true),
        Content::Spend => ("spend", "starts, coalesce(channel, ''), coalesce(campaign, '')", false),
        Content::CompetitorPrices => ("competitor_prices", "name, sku, starts", true),
        Content::Rates => ("rates", "valid_from, currency, coalesce(to_currency, '')", true),
    };
    Key { view, key, is_unique }
}

/// The expression of the code that a content's rows go by, where they are about products.
fn code_of(content: Content) -> Option<&'static str> {
    let is_about_products =
        content.fields().contains(&Field::Sku) && content != Content::Successors;
    match content {
        Content::Products | Content::Stock => Some(PRODUCT),
        _ => is_about_products.then_some("sku"),
    }
}

/// The view of what holds now of a content.
pub fn view(content: Content) -> &'static str {
    key_of(content).view
}

/// The expressions that tell one thing of a content from another, for a PARTITION BY.
pub(crate) fn key(content: Content) -> &'static str {
    key_of(content).key
}

/// Makes the views.
pub(crate) static VIEWS: LazyLock<String> = LazyLock::new(|| {
    let mut views: String = contents_with_rows()
        .map(|content| {
            let Key { view, key, is_unique } = key_of(content);
            let newest = format!("batch_id = {BY_HAND} DESC, batch_id DESC");
            let rank = match is_unique {
                true => format!(
                    "row_number() OVER (PARTITION BY {key} ORDER BY {newest}, source_row DESC)"
                ),
                false => format!("dense_rank() OVER (PARTITION BY {key} ORDER BY {newest})"),
            };
            let holds = format!("SELECT * FROM {} QUALIFY {rank} = 1", rows_table(content));
            let Some(code) = code_of(content) else {
                return format!("CREATE VIEW {view} AS {holds};\n");
            };
            let product = format!("coalesce(renamed.product, {code})");
            let one = match content {
                // The row of the newest code, else the newest row.
                Content::Products => format!(
                    "QUALIFY row_number() OVER (PARTITION BY {product} ORDER BY renamed.product IS NULL DESC, {newest}, source_row DESC) = 1"
                ),
                // What an older code had is counted under the newest by now, unless it came with it.
                Content::Stock => format!(
                    "QUALIFY dense_rank() OVER (PARTITION BY {product}, coalesce(location, '') ORDER BY {newest}) = 1"
                ),
                _ => String::new(),
            };
            // What was counted is only a part of the view, below.
            let view = if content == Content::Stock { "counted_stock" } else { view };
            format!(
                "CREATE VIEW {view} AS SELECT held.*, {product} AS product
                 FROM ({holds}) held LEFT JOIN renamed ON renamed.code = {code} {one};\n"
            )
        })
        .collect();
    // Platforms without a stock export say how much is there in their product export.
    views += "CREATE VIEW stock AS SELECT * FROM counted_stock
         UNION ALL BY NAME
         SELECT batch_id, source_row, sku, title, variant, handle, on_hand, product FROM catalogue
         WHERE on_hand IS NOT NULL AND product NOT IN (SELECT product FROM counted_stock WHERE product IS NOT NULL);\n";
    // Costs with the day from which each holds: said with a date, or paid on a purchase order, or
    // known since an import. What was entered by hand without a date holds for all days, whatever else
    // is known of that product, and what the catalogue says is only the last resort, as its day is that
    // of the import.
    let by_hand_for_all_days = format!(
        "(SELECT product FROM costs WHERE batch_id = {BY_HAND} AND valid_from IS NULL AND cost IS NOT NULL AND product IS NOT NULL)"
    );
    views += &format!(
        "CREATE VIEW cost_history AS
         SELECT product, coalesce(CAST(valid_from AS DATE), CAST(imported_at AS DATE), DATE '1970-01-01') AS valid_from, cost, currency, 'dated' AS source, batch_id
         FROM costs LEFT JOIN (SELECT batch_id, imported_at FROM batches) USING (batch_id)
         WHERE cost IS NOT NULL AND (batch_id = {BY_HAND} OR product NOT IN {by_hand_for_all_days})
         UNION ALL
         SELECT * FROM (
             SELECT coalesce(n.product, {PRODUCT}) AS product, coalesce(CAST(b.imported_at AS DATE), DATE '1970-01-01'), r.cost, r.currency, 'catalogue', r.batch_id
             FROM products_rows r LEFT JOIN batches b USING (batch_id) LEFT JOIN renamed n ON n.code = {PRODUCT} WHERE r.cost IS NOT NULL
             QUALIFY r.batch_id = {BY_HAND} OR NOT bool_or(r.batch_id = {BY_HAND}) OVER (PARTITION BY coalesce(n.product, {PRODUCT})))
         WHERE product NOT IN (SELECT product FROM costs WHERE cost IS NOT NULL AND product IS NOT NULL)
         UNION ALL
         SELECT product, CAST(min(ordered_at) AS DATE), cost, currency, 'purchase', max(batch_id) FROM purchase_orders WHERE cost IS NOT NULL AND ordered_at IS NOT NULL AND product NOT IN {by_hand_for_all_days}
         GROUP BY product, ordered_at, cost, currency;
         CREATE VIEW price_history AS
         SELECT product, coalesce(CAST(valid_from AS DATE), DATE '1970-01-01') AS valid_from, unit_price AS price, currency, 'dated' AS source FROM costs WHERE unit_price IS NOT NULL
         UNION ALL
         SELECT coalesce(n.product, {PRODUCT}), CAST(b.imported_at AS DATE), r.unit_price, r.currency, 'catalogue'
         FROM products_rows r JOIN batches b USING (batch_id) LEFT JOIN renamed n ON n.code = {PRODUCT} WHERE r.unit_price IS NOT NULL;\n"
    );
    views += &crate::stock::views(PRODUCT);
    views
});
