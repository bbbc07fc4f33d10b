//! Who customers are, apart from everything else.
//!
//! What tells a person - name, e-mail, phone, address - goes to the table `people` and nowhere
//! else. Orders know a pseudonym, made with the workspace's key, so that the same person has the
//! same in every file of this shop and in no other.

use crate::{
    error::Result,
    import::RowSql,
    open::{Cancel, Warehouse},
    sql::{one, text},
};
use duckdb::Connection;
use kontor_api::{
    import::Field,
    privacy::{GetPeople, People, Person},
};

/// Columns of `people` after the customer.
pub const COLUMNS: [Field; 8] = [
    Field::FirstName,
    Field::LastName,
    Field::Email,
    Field::Phone,
    Field::Address,
    Field::City,
    Field::Zip,
    Field::Country,
];

/// How shops number their customers: nobody learns from it who somebody is, as from a user name that
/// a person chose or from a telephone number.
const NUMBER: &str =
    "(?:[A-Z]{1,8}|[A-Za-z]{1,4})?[-_./]?[0-9]{1,9}|[0-9]{13,}|[A-Z]{1,8}(?:[-_./][0-9]{1,9}){1,3}";

/// SQL for the name under which orders know a customer. A shop's own number stays as it is.
pub fn pseudonym_sql(key: &str, who: &str) -> String {
    format!(
        "CASE WHEN regexp_full_match({who}, '{NUMBER}') THEN {who}
              ELSE 'p-' || left(sha256({key} || lower({who})), 16) END",
        key = text(key)
    )
}

/// SQL for who bought, over the columns of `raw_orders`: by e-mail address where there is one, so
/// that orders and customers' files agree.
pub fn person_sql(rows: &RowSql) -> String {
    unless_forgotten(&pseudonym_sql(&rows.person_key, &who_sql(rows)), &rows.forgotten)
}

/// A customer, or nobody if they are forgotten.
pub fn unless_forgotten(customer: &str, forgotten: &[String]) -> String {
    if forgotten.is_empty() {
        return customer.to_owned();
    }
    let names: Vec<String> = forgotten.iter().map(|name| text(name)).collect();
    format!("CASE WHEN {customer} NOT IN ({}) THEN {customer} END", names.join(", "))
}

fn who_sql(rows: &RowSql) -> String {
    let customer = (rows.clean_id)("customer");
    match rows.personal.iter().any(|(field, _)| *field == Field::Email) {
        true => format!("coalesce({}, {customer})", (rows.clean_text)("email")),
        false => customer,
    }
}

/// Keeps what `raw_orders` tells of people: one row for each customer of the batch, the last order
/// first.
pub fn keep(connection: &Connection, rows: &RowSql, batch: u32, cancel: &Cancel) -> Result<()> {
    cancel.check()?;
    let is_personal = |field: &Field| rows.personal.iter().any(|(each, _)| each == field);
    // A customer that is an address or a name is one column of these.
    let hidden: bool =
        one(connection, "SELECT count(*) > 0 FROM new_orders WHERE customer LIKE 'p-%'")?;
    if !hidden && rows.personal.is_empty() {
        return Ok(());
    }
    let who = who_sql(rows);
    let columns: Vec<String> = COLUMNS
        .iter()
        .map(|field| {
            let name = field.name();
            match field {
                Field::Country => format!("arg_max({}, first_row) AS country", (rows.clean_text)("country")),
                field if is_personal(field) => {
                    format!("arg_max({}, first_row) AS {name}", (rows.clean_text)(&name))
                }
                Field::Email => format!("arg_max(CASE WHEN contains({who}, '@') THEN {who} END, first_row) AS {name}"),
                Field::LastName => format!(
                    "arg_max(CASE WHEN person LIKE 'p-%' AND NOT contains({who}, '@') THEN {who} END, first_row) AS {name}"
                ),
                _ => format!("CAST(NULL AS VARCHAR) AS {name}"),
            }
        })
        .collect();
    connection.execute_batch(&format!(
        "INSERT INTO people
         SELECT {batch}, person, {}
         FROM (SELECT *, {person} AS person FROM raw_orders) WHERE person IS NOT NULL
         GROUP BY person HAVING {has} ORDER BY person",
        columns.join(", "),
        person = person_sql(rows),
        has = COLUMNS
            .iter()
            .filter(|field| **field != Field::Country)
            .map(|field| format!("{} IS NOT NULL", alias_of(&columns, &field.name())))
            .collect::<Vec<_>>()
            .join(" OR "),
    ))?;
    Ok(())
}

/// The expression behind a column's name.
fn alias_of(columns: &[String], name: &str) -> String {
    let suffix = format!(" AS {name}");
    columns.iter().find_map(|column| column.strip_suffix(&suffix)).unwrap_or("NULL").to_owned()
}

/// Looks people up: how many there are in all, and those asked for.
///
/// # Errors
/// What DuckDB fails with.
pub fn people(warehouse: &Warehouse, request: &GetPeople) -> Result<People> {
    let search = request.search.trim();
    let wherein = match search.is_empty() {
        true => String::new(),
        false => format!(
            "WHERE concat_ws(' ', customer, names.first_name, names.last_name, email, phone) ILIKE {}",
            crate::sql::contains(search)
        ),
    };
    let last = |column: &str| {
        format!("arg_max({column}, batch_id) FILTER ({column} IS NOT NULL) AS {column}")
    };
    let known = ["email", "phone", "city"].map(last).join(", ");
    // Both names of the same file: some write the whole name into one of them.
    let statement = format!(
        "SELECT customer, nullif(trim(concat_ws(' ', names.first_name, names.last_name)), ''), email, city,
                (SELECT count(*) FROM orders o JOIN customers c USING (customer_id) WHERE c.customer = p.customer), count(*) OVER ()
         FROM (SELECT customer, {known},
                      arg_max({{'first_name': first_name, 'last_name': last_name}}, batch_id) FILTER (coalesce(first_name, last_name) IS NOT NULL) AS names
               FROM people GROUP BY customer) p {wherein}
         ORDER BY customer LIMIT {}",
        request.limit
    );
    warehouse.with(|connection| {
        let mut prepared = connection.prepare(&statement)?;
        let mut rows = prepared.query([])?;
        let mut found = People { total: 0, people: Vec::new() };
        while let Some(row) = rows.next()? {
            found.total = row.get::<_, i64>(5)?.max(0) as u64;
            found.people.push(Person {
                customer: row.get(0)?,
                name: row.get(1)?,
                email: row.get(2)?,
                city: row.get(3)?,
                orders: row.get::<_, i64>(4)?.max(0) as u64,
            });
        }
        Ok(found)
    })
}

/// What a warehouse knew of a person.
pub struct Traces {
    /// Rows about them that were removed or emptied.
    pub rows: u64,
    /// Orders that named them.
    pub orders: u64,
    /// E-mail addresses and names that files know them by.
    pub known_as: Vec<String>,
}

/// Removes what tells who a customer is, and the customer from their orders.
///
/// # Errors
/// What DuckDB fails with; the warehouse is then as before.
pub fn forget(warehouse: &Warehouse, customer: &str, cancel: &Cancel) -> Result<Traces> {
    warehouse.with_cancel(cancel, None, |connection| {
        let who = text(customer);
        let mut statement = connection.prepare(&format!(
            "SELECT DISTINCT unnest([email, last_name, customer]) FROM people WHERE customer = {who}"
        ))?;
        let known_as: Vec<Option<String>> =
            statement.query_map([], |row| row.get(0))?.collect::<std::result::Result<_, _>>()?;
        let mut known_as: Vec<String> = known_as.into_iter().flatten().collect();
        known_as.push(customer.to_owned());
        known_as.sort();
        known_as.dedup();
        connection.execute_batch("BEGIN TRANSACTION")?;
        let theirs = format!("customer_id IN (SELECT customer_id FROM customers WHERE customer = {who})");
        let mut orders = 0;
        for table in ["orders", "replaced_orders"] {
            orders += connection.execute(&format!("UPDATE {table} SET customer_id = NULL WHERE {theirs}"), [])?;
        }
        let mut rows = 0;
        for table in ["people", "customers_rows", "order_totals_rows", "customers"] {
            rows += connection.execute(&format!("DELETE FROM {table} WHERE customer = {who}"), [])?;
        }
        let mentioned: Vec<String> =
            known_as.iter().map(|name| format!("contains(row_text, {})", text(name))).collect();
        rows += connection.execute(
            &format!("UPDATE refused SET row_text = '', value = NULL WHERE {}", mentioned.join(" OR ")),
            [],
        )?;
        cancel.check()?;
        connection.execute_batch("COMMIT; CHECKPOINT;")?;
        Ok(Traces { rows: rows as u64, orders: orders as u64, known_as })
    })
}
