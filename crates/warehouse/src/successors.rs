//! Codes that were renamed, or merged into others: a product is what its newest code names, with
//! all that was sold under the older ones.
//!
//! What files and people say stands in the view `successors`, a link from a code to the next. It is
//! followed to its end once after each change: `renamed` has the newest code of each older one, and
//! every line the product of it, so that no question has to follow anything. What a line was sold
//! as stays in `items`.

use crate::{error::Result, open::Warehouse, sums};
use duckdb::Connection;
use std::collections::{HashMap, HashSet};

/// Links from codes to the codes that followed, as far as they lead anywhere.
#[derive(Default)]
pub struct Links<'c> {
    next: HashMap<&'c str, &'c str>,
}

impl<'c> Links<'c> {
    /// Adds a link. One that would lead back to where it starts is not added, and said to be so.
    pub fn add(&mut self, code: &'c str, successor: &'c str) -> bool {
        let is_circle = self.newest(successor) == code;
        if !is_circle {
            self.next.entry(code).or_insert(successor);
        }
        !is_circle
    }

    /// The newest code that a code leads to; its own if it was never renamed.
    pub fn newest(&mut self, code: &'c str) -> &'c str {
        let mut newest = code;
        while let Some(&next) = self.next.get(newest) {
            newest = next;
        }
        // So that a long chain is walked once.
        let mut at = code;
        while at != newest {
            at = self.next.insert(at, newest).unwrap_or(newest);
        }
        newest
    }
}

/// Follows the links that hold now, and gives every line the product of its newest code. Tells
/// whether anything changed; sums of products are then stale.
pub(crate) fn settle(connection: &Connection) -> Result<bool> {
    // Of two that lead into a circle the one that holds over the other counts.
    let links = pairs(
        connection,
        "SELECT sku, successor FROM successors WHERE sku IS NOT NULL AND successor IS NOT NULL
         ORDER BY batch_id = 0 DESC, batch_id DESC, source_row DESC",
    )?;
    let mut followed = Links::default();
    let mut counting: Vec<&str> = Vec::new();
    for (code, successor) in &links {
        if followed.add(code, successor) {
            counting.push(code);
        }
    }
    let mut renamed: Vec<(&str, &str)> =
        counting.into_iter().map(|code| (code, followed.newest(code))).collect();
    renamed.sort_unstable();
    let known = pairs(connection, "SELECT code, product FROM renamed ORDER BY code")?;
    let is_known = known.iter().map(|(code, product)| (code.as_str(), product.as_str()));
    if is_known.eq(renamed.iter().copied()) {
        return Ok(false);
    }
    connection.execute_batch("DELETE FROM renamed")?;
    let mut rows = connection.appender("renamed")?;
    for (code, product) in renamed {
        rows.append_row(duckdb::params![code, product])?;
    }
    rows.flush()?;
    connection.execute_batch(MOVE)?;
    Ok(true)
}

/// Gives items and lines the product of their newest code, whose costs they have from then on:
/// `moved_products` tells [`crate::costs::refresh`] of them. A product that comes into being goes by
/// the name that most lines of its own code have, else by the catalogue's, else by the one it had.
const MOVE: &str = "
    CREATE OR REPLACE TEMP TABLE moved AS
    SELECT i.item_id, coalesce(r.product, i.sku) AS sku, p.title, p.role
    FROM items i JOIN products p USING (product_id) LEFT JOIN renamed r ON r.code = i.sku
    WHERE p.sku <> coalesce(r.product, i.sku);
    INSERT INTO products
    SELECT CAST((SELECT coalesce(max(product_id), 0) FROM products) + row_number() OVER (ORDER BY m.sku) AS INTEGER),
           m.sku, coalesce(arg_max(i.title, l.lines) FILTER (i.sku = m.sku), any_value(c.title), any_value(m.title)),
           any_value(m.role), NULL, NULL
    FROM moved m JOIN items i USING (item_id)
    LEFT JOIN (SELECT item_id, count(*) AS lines FROM lines SEMI JOIN moved USING (item_id) GROUP BY item_id) l USING (item_id)
    LEFT JOIN catalogue c ON c.product = m.sku
    WHERE m.sku NOT IN (SELECT sku FROM products) GROUP BY m.sku;
    UPDATE items SET product_id = p.product_id
    FROM moved m JOIN products p USING (sku) WHERE m.item_id = items.item_id;
    UPDATE lines SET product_id = i.product_id, cost_minor = CASE WHEN role <> 'goods' OR source_row = 0 THEN cost_minor END
    FROM items i SEMI JOIN moved USING (item_id) WHERE i.item_id = lines.item_id;
    UPDATE replaced_lines SET product_id = i.product_id, cost_minor = CASE WHEN role <> 'goods' OR source_row = 0 THEN cost_minor END
    FROM items i SEMI JOIN moved USING (item_id) WHERE i.item_id = replaced_lines.item_id;
    CREATE OR REPLACE TEMP TABLE moved_products AS SELECT DISTINCT product_id FROM moved JOIN products USING (sku);
    DROP TABLE moved;";

/// [`settle`], and the sums of products with it.
pub(crate) fn settle_with_sums(connection: &Connection) -> Result<()> {
    if settle(connection)? {
        sums::refresh_products(connection)?;
    }
    Ok(())
}

/// Rows of `incoming` that lead back to where they start, among those of their own file.
pub(crate) fn circles(connection: &Connection) -> Result<HashSet<i32>> {
    let mut statement = connection.prepare(
        "SELECT source_row, sku, successor FROM incoming
         WHERE sku IS NOT NULL AND successor IS NOT NULL
         QUALIFY row_number() OVER (PARTITION BY sku ORDER BY source_row DESC) = 1 ORDER BY source_row DESC",
    )?;
    let links: Vec<(i32, String, String)> = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<std::result::Result<_, _>>()?;
    let mut followed = Links::default();
    let mut circles = HashSet::new();
    for (row, code, successor) in &links {
        if !followed.add(code, successor) {
            circles.insert(*row);
        }
    }
    Ok(circles)
}

/// The first circle that links close which a person is about to enter, given those that hold now:
/// its codes from the first back to the first.
///
/// # Errors
/// What DuckDB fails with.
pub fn circle(warehouse: &Warehouse, entered: &[(&str, &str)]) -> Result<Option<Vec<String>>> {
    let known = warehouse.with(|connection| {
        pairs(
            connection,
            "SELECT sku, successor FROM successors SEMI JOIN renamed ON code = sku WHERE successor IS NOT NULL",
        )
    })?;
    let known = known.iter().map(|(code, successor)| (code.as_str(), successor.as_str()));
    let next: HashMap<&str, &str> = known.chain(entered.iter().copied()).collect();
    Ok(entered.iter().find_map(|(code, _)| {
        let mut chain = vec![*code];
        // A circle that does not come by here is found from one of its own codes.
        while chain.len() <= next.len() + 1
            && let Some(after) = chain.last().and_then(|last| next.get(last))
        {
            chain.push(after);
            if after == code {
                return Some(chain.into_iter().map(str::to_owned).collect());
            }
        }
        None
    }))
}

fn pairs(connection: &Connection, statement: &str) -> Result<Vec<(String, String)>> {
    let mut statement = connection.prepare(statement)?;
    let pairs = statement
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<std::result::Result<_, _>>()?;
    Ok(pairs)
}

#[cfg(test)]
mod tests {
    use super::Links;

    #[test]
    fn a_chain_leads_to_its_end_in_whichever_order_its_links_come() {
        let mut links = Links::default();
        assert!(links.add("B", "C") && links.add("A", "B") && links.add("X", "B"));
        for code in ["A", "B", "C", "X"] {
            assert_eq!(links.newest(code), "C");
        }
        assert_eq!(links.newest("D"), "D");
    }

    #[test]
    fn what_leads_back_to_itself_is_not_added() {
        let mut links = Links::default();
        assert!(!links.add("A", "A"));
        assert!(links.add("A", "B") && links.add("B", "C"));
        assert!(!links.add("C", "A") && !links.add("C", "B"));
        assert_eq!(links.newest("A"), "C");
    }
}
