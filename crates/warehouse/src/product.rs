//! What is known of one product.

use crate::{
    error::{Result, WarehouseError},
    open::Warehouse,
    products::with_code,
    sql,
};
use duckdb::OptionalExt as _;
use kontor_api::product::{EarlierCode, Product};
use kontor_domain::Date;

/// A product by its newest code or one that it had before, sold or only in the catalogue; its stock
/// is a question of its own.
///
/// # Errors
/// [`WarehouseError::NotFound`] if no line and no catalogue has it, and what DuckDB fails with.
pub fn product(warehouse: &Warehouse, sku: &str) -> Result<Product> {
    warehouse.with(|connection| {
        let code = sql::text(sku);
        let day = |text: Option<String>| text.and_then(|text| text.parse::<Date>().ok());
        let known = connection
            .query_row(
                &format!(
                    "SELECT sku, title, CAST(first_sold AS VARCHAR), CAST(last_sold AS VARCHAR) FROM products WHERE product_id IN ({})
                     UNION ALL
                     SELECT product, concat_ws(' - ', title, variant), NULL, NULL FROM catalogue
                     WHERE product = coalesce((SELECT product FROM renamed WHERE code = {code}), {code}) LIMIT 1",
                    with_code(sku)
                ),
                [],
                |row| {
                    Ok(Product {
                        sku: row.get(0)?,
                        title: row.get(1)?,
                        first_sold: day(row.get(2)?),
                        last_sold: day(row.get(3)?),
                        earlier: Vec::new(),
                        stock: Vec::new(),
                        stock_chart: None,
                        stock_sql: String::new(),
                    })
                },
            )
            .optional()?;
        let mut product = known
            .ok_or_else(|| WarehouseError::NotFound(format!("there is no product {sku}")))?;
        let mut codes = connection.prepare(&format!(
            "SELECT r.code, CAST(coalesce(CAST(s.valid_from AS DATE) - 1, l.last) AS VARCHAR) AS until
             FROM renamed r LEFT JOIN successors s ON s.sku = r.code
             LEFT JOIN (SELECT i.sku, max(l.local_date) AS last FROM lines l JOIN items i USING (item_id)
                        WHERE l.product_id IN ({}) AND l.kind = 'sale' GROUP BY i.sku) l ON l.sku = r.code
             WHERE r.product = {} ORDER BY until DESC NULLS LAST, r.code",
            with_code(sku),
            sql::text(&product.sku)
        ))?;
        let codes = codes.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        for code in codes {
            let (sku, until) = code?;
            product.earlier.push(EarlierCode { sku, until: day(until) });
        }
        Ok(product)
    })
}
