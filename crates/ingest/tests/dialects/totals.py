"""Works out what each fixture must come to, from its file alone, with nothing but the standard
library: no code, no table and no rule is shared with the importer.

    python3 totals.py          writes expected.json into every folder
    python3 totals.py --check  fails if one is out of date

Amounts are in minor units of their currency, rounded half away from zero once per line; numbers of
other tables are decimal texts. `rows_read` counts rows of data: kept ones and refused ones.
"""

import csv
import datetime
import io
import json
import os
import re
import sys
from collections import Counter, defaultdict
from decimal import ROUND_HALF_UP, Decimal

HERE = os.path.dirname(os.path.abspath(__file__))
NOTHING = {"", "-", "--", "N/A", "n/a"}


class Refused(Exception):
    """A row that cannot be read, and why."""


class Skipped(Exception):
    """A row that is no data, and of which kind."""


def table(folder, delimiter=",", encoding="utf-8-sig", quoting=csv.QUOTE_MINIMAL, notes=0):
    """The header and the rows of the folder's file, blank lines left out."""
    name = [each for each in os.listdir(f"{HERE}/{folder}") if each != "expected.json"][0]
    with open(f"{HERE}/{folder}/{name}", encoding=encoding, newline="") as file:
        text = file.read()
    for _ in range(notes):
        text = text.split("\n", 1)[1]
    records = list(csv.reader(io.StringIO(text), delimiter=delimiter, quoting=quoting))
    records = [record for record in records if record]
    return records[0], records[1:]


def bare(text):
    """A cell without a spreadsheet's protection."""
    text = text.strip()
    match = re.fullmatch(r'="(.*)"', text)
    if match:
        return match.group(1)
    if re.match(r"'[0-9+\-=@]", text):
        return text[1:]
    return text


def number(text, reason, comma=False):
    """A number, None where there is none."""
    text = bare(text)
    if text in NOTHING:
        return None
    negative = text.startswith("-")
    figures = re.sub(r"^[-]?\s*[$€]?|\s*[€$]$", "", text)
    if comma:
        figures = figures.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?|-?\d+(\.\d+)?", figures):
        figures = figures.replace(",", "")
    if not re.fullmatch(r"\d+(\.\d+)?", figures):
        raise Refused(reason)
    return -Decimal(figures) if negative else Decimal(figures)


def is_date(text, *formats):
    """Whether a date can be read in one of these ways."""
    for form in formats:
        try:
            datetime.datetime.strptime(text, form)
            return True
        except ValueError:
            pass
    return False


def minor(amount, currency):
    """An amount in minor units."""
    places = 0 if currency in ("CLP", "JPY") else 2
    return int((Decimal(amount) * 10**places).quantize(Decimal(1), rounding=ROUND_HALF_UP))


# --- order lines: each yields (order, currency, gross, line discount, order's sums) per line


def line(order, date_ok, product, quantity, gross, discount, currency, sums):
    """Checks a line of an order as any importer must."""
    if not order:
        raise Refused("no_order")
    if not date_ok:
        raise Refused("bad_date")
    if not product:
        raise Refused("no_product")
    if quantity is None:
        raise Refused("bad_quantity")
    if gross is None:
        raise Refused("bad_amount")
    if not re.fullmatch(r"[A-Z]{3}", currency):
        raise Refused("bad_currency")
    return (order, currency, gross, discount or Decimal(0), sums)


def shopify(folder, dates, comma=False, delimiter=",", order="Name", refunded="Refunded Amount"):
    header, rows = table(folder, delimiter)
    last = {}
    for cells in rows:
        if not any(cell.strip() for cell in cells):
            yield Skipped("blank")
            continue
        if len(cells) != len(header):
            yield Refused("ragged")
            continue
        row = {name: bare(cell) for name, cell in zip(header, cells)}
        row = {name: "" if cell in NOTHING else cell for name, cell in row.items()}
        if not row[order] or row[order] == last.get(order):
            for name in (order, "Created at", "Currency"):
                row[name] = row[name] or last.get(name, "")
        last = row
        try:
            quantity = number(row["Lineitem quantity"], "bad_quantity", comma)
            price = number(row["Lineitem price"], "bad_amount", comma)
            sums = {
                kind: number(row.get(name, ""), "bad_amount", comma)
                for kind, name in (
                    ("order_discounts", "Discount Amount"),
                    ("shipping", "Shipping"),
                    ("tax", "Taxes"),
                    ("totals", "Total"),
                    ("refunds", refunded),
                )
            }
            yield [
                line(
                    row[order],
                    is_date(row["Created at"], *dates),
                    row["Lineitem sku"] or row["Lineitem name"],
                    quantity,
                    None if price is None or quantity is None else price * quantity,
                    number(row.get("Lineitem discount", ""), "bad_amount", comma),
                    row["Currency"],
                    sums,
                )
            ]
        except Refused as refused:
            yield refused


def woocommerce(folder):
    header, rows = table(folder)
    for cells in rows:
        row = dict(zip(header, cells))
        try:
            lines = []
            sums = {
                "shipping": number(row["shipping_total"], "bad_amount"),
                "tax": number(row["tax_total"], "bad_amount"),
                "totals": number(row["order_total"], "bad_amount"),
                "refunds": None,
            }
            refund = re.search(r"amount:([0-9.]+)", row["refund_items"])
            if refund:
                sums["refunds"] = Decimal(refund.group(1))
            for slot in range(1, 5):
                text = row[f"line_item_{slot}"]
                if not text:
                    continue
                name = re.match(r"name:(.*?)\|(product_id|sku):", text).group(1)
                part = lambda key: re.search(rf"\|{key}:([^|]*)", text).group(1)
                subtotal = number(part("sub_total"), "bad_amount")
                total = number(part("total"), "bad_amount")
                lines.append(
                    line(
                        row["order_number"],
                        is_date(row["order_date"], "%Y-%m-%d %H:%M:%S"),
                        part("sku") or name,
                        number(part("quantity"), "bad_quantity"),
                        subtotal,
                        subtotal - total,
                        row["order_currency"],
                        sums if not lines else {},
                    )
                )
            if not lines:
                raise Refused("no_product")
            yield lines
        except Refused as refused:
            yield refused


def woocommerce_lines(folder):
    header, rows = table(folder)
    last = {}
    for cells in rows:
        row = dict(zip(header, cells))
        row["Order Number"] = row["Order Number"] or last["Order Number"]
        if row["Order Number"] == last.get("Order Number"):
            row["Order Date"] = row["Order Date"] or last["Order Date"]
        last = row
        try:
            quantity = number(row["Quantity (- Refund)"], "bad_quantity")
            price = number(row["Item Cost"], "bad_amount")
            sums = {
                kind: number(row[name], "bad_amount")
                for kind, name in (
                    ("order_discounts", "Cart Discount Amount"),
                    ("shipping", "Order Shipping Amount"),
                    ("tax", "Order Total Tax Amount"),
                    ("totals", "Order Total Amount"),
                    ("refunds", "Order Refund Amount"),
                )
            }
            yield [
                line(
                    row["Order Number"],
                    is_date(row["Order Date"], "%Y-%m-%d %H:%M"),
                    row["SKU"] or row["Item Name"],
                    quantity,
                    None if price is None else price * quantity,
                    None,
                    "EUR",
                    sums,
                )
            ]
        except Refused as refused:
            yield refused


def square(folder):
    header, rows = table(folder)
    for cells in rows:
        row = dict(zip(header, cells))
        try:
            gross = number(row["Gross Sales"], "bad_amount")
            discount = number(row["Discounts"], "bad_amount")
            yield [
                line(
                    row["Transaction ID"],
                    is_date(row["Date"], "%Y-%m-%d"),
                    row["SKU"] or row["Item"],
                    number(row["Qty"], "bad_quantity"),
                    gross,
                    -discount,
                    "USD",
                    {},
                )
            ]
        except Refused as refused:
            yield refused


def etsy(folder):
    header, rows = table(folder)
    discounts = defaultdict(Decimal)
    for cells in rows:
        row = dict(zip(header, cells))
        discounts[row["Order ID"]] += number(row["Discount Amount"], "bad_amount") or 0
    seen = set()
    for cells in rows:
        row = dict(zip(header, cells))
        try:
            quantity = number(row["Quantity"], "bad_quantity")
            price = number(row["Price"], "bad_amount")
            sums = {}
            if row["Order ID"] not in seen and row["Order Shipping"]:
                less = number(row["Shipping Discount"], "bad_amount") or 0
                sums = {
                    "order_discounts": discounts[row["Order ID"]],
                    "shipping": number(row["Order Shipping"], "bad_amount") - less,
                    "tax": number(row["Order Sales Tax"], "bad_amount"),
                }
            seen.add(row["Order ID"])
            yield [
                line(
                    row["Order ID"],
                    is_date(row["Sale Date"], "%m/%d/%y"),
                    row["Item Name"],
                    quantity,
                    None if quantity is None else price * quantity,
                    None,
                    row["Currency"],
                    sums,
                )
            ]
        except Refused as refused:
            yield refused


def bigcommerce(folder):
    header, rows = table(folder)
    for cells in rows:
        row = dict(zip(header, cells))
        try:
            products = re.findall(
                r"Product Qty: (\d+), Product SKU: (.*?), Product Name: (.*?), Product (?:Weight|Unit).*?"
                r"Product Total Price: ([0-9.]+)",
                row["Product Details"],
            )
            if not products:
                raise Refused("no_product")
            goods = sum(Decimal(total) for *_, total in products)
            less = goods - (number(row["Subtotal (inc tax)"], "bad_amount") or goods)
            sums = {
                "order_discounts": less if less > 0 else None,
                "shipping": (number(row["Shipping Cost (inc tax)"], "bad_amount") or 0)
                + (number(row["Handling Cost (inc tax)"], "bad_amount") or 0),
                "tax": number(row["Tax Total"], "bad_amount"),
                "totals": number(row["Order Total (inc tax)"], "bad_amount"),
                "refunds": number(row["Refund Amount"], "bad_amount"),
            }
            yield [
                line(
                    row["Order ID"],
                    is_date(row["Order Date"], "%d/%m/%Y"),
                    sku or name,
                    Decimal(quantity),
                    Decimal(total),
                    None,
                    row["Order Currency Code"],
                    sums if at == 0 else {},
                )
                for at, (quantity, sku, name, total) in enumerate(products)
            ]
        except Refused as refused:
            yield refused


def added(lines, orders, kinds):
    """Puts the sums of an order's rows on the first of them."""
    whole = defaultdict(lambda: defaultdict(Decimal))
    for order, sums in orders:
        for kind, amount in sums.items():
            if amount is not None:
                whole[order][kind] += amount
    seen = set()
    for each in lines:
        if isinstance(each, list):
            order, currency, gross, discount, _ = each[0]
            sums = dict(whole[order]) if order not in seen else {}
            seen.add(order)
            yield [(order, currency, gross, discount, {k: sums.get(k) for k in kinds})]
        else:
            yield each


def amazon(folder, encoding="utf-8-sig", home="EUR"):
    header, rows = table(folder, "\t", encoding, csv.QUOTE_NONE)
    lines, orders = [], []
    for cells in rows:
        row = dict(zip(header, cells))
        money = lambda name: number(row[name], "bad_amount")
        try:
            price = money("item-price")
            if "Cancelled" in (row["item-status"], row["order-status"]):
                price = price or Decimal(0)
            sums = {
                "shipping": (money("shipping-price") or 0)
                + (money("gift-wrap-price") or 0)
                - (money("ship-promotion-discount") or 0),
                "tax": (money("item-tax") or 0) + (money("shipping-tax") or 0),
            }
            lines.append(
                [
                    line(
                        row["amazon-order-id"],
                        is_date(row["purchase-date"], "%Y-%m-%dT%H:%M:%S%z"),
                        row["sku"] or row["product-name"],
                        number(row["quantity"], "bad_quantity"),
                        price,
                        money("item-promotion-discount"),
                        row["currency"] or home,
                        {},
                    )
                ]
            )
            orders.append((row["amazon-order-id"], sums))
        except Refused as refused:
            lines.append(refused)
    return added(lines, orders, ("shipping", "tax"))


def amazon_range(folder):
    header, rows = table(folder, notes=4)
    lines, orders = [], []
    for cells in rows:
        row = dict(zip(header, cells))
        money = lambda name: number(row[name], "bad_amount") or Decimal(0)
        if row["type"] == "Transfer":
            lines.append(Skipped("totals"))
            continue
        try:
            date = row["date/time"].removesuffix(" PDT")
            each = line(
                row["order id"],
                is_date(date, "%b %d, %Y %I:%M:%S %p"),
                row["sku"] or row["description"],
                Decimal(row["quantity"] or 1),
                money("product sales"),
                -money("promotional rebates"),
                "USD",
                {},
            )
            sums = {
                "shipping": money("shipping credits") + money("gift wrap credits"),
                "tax": money("product sales tax") + money("shipping credits tax"),
                "fees": -money("selling fees") - money("fba fees") - money("other transaction fees"),
                "totals": money("product sales")
                + money("product sales tax")
                + money("shipping credits")
                + money("shipping credits tax")
                + money("promotional rebates"),
            }
            lines.append([each])
            orders.append((row["order id"], sums))
        except Refused as refused:
            lines.append(refused)
    return added(lines, orders, ("shipping", "tax", "fees", "totals"))


def ebay(folder, names, delimiter, form, comma, home):
    header, rows = table(folder, delimiter, notes=1)
    order, date, sku, title, quantity, sold, shipping, total = names
    months = "Jan Feb Mär Apr Mai Jun Jul Aug Sep Okt Nov Dez".split()
    last, pending = {}, {}
    for cells in rows:
        if len(cells) != len(header):
            yield Skipped("footer")
            continue
        row = dict(zip(header, cells))
        day = row[date] or (last[date] if row[order] == last.get(order) else "")
        row[date] = day
        last = row
        if not row[title] and not row[sku]:
            pending[row[order]] = row
            yield Skipped("totals")
            continue
        for at, month in enumerate(months):
            day = day.replace(month, f"{at + 1:02d}") if comma else day
        try:
            source = pending.pop(row[order], None)
            if source is None and row[order] in pending:
                source = {}
            has_head = any(
                other[order_at] == row[order] and not other[title_at]
                for other in rows
                if len(other) == len(header)
                for order_at, title_at in [(header.index(order), header.index(title))]
            )
            sums = {}
            if source is not None:
                sums = {
                    "shipping": number(source[shipping], "bad_amount", comma),
                    "totals": number(source[total], "bad_amount", comma),
                }
            elif not has_head:
                sums = {
                    "shipping": number(row[shipping], "bad_amount", comma),
                    "totals": number(row[total], "bad_amount", comma),
                }
            units = number(row[quantity], "bad_quantity")
            price = number(row[sold], "bad_amount", comma)
            yield [
                line(
                    row[order],
                    is_date(day, form),
                    row[sku] or row[title],
                    units,
                    None if price is None else price * units,
                    None,
                    home,
                    sums,
                )
            ]
        except Refused as refused:
            yield refused


def gumroad(folder):
    header, rows = table(folder)
    for cells in rows:
        row = dict(zip(header, cells))
        try:
            sums = {
                "shipping": number(row["Shipping ($)"], "bad_amount"),
                "tax": number(row["Taxes ($)"], "bad_amount"),
                "totals": number(row["Sale Price ($)"], "bad_amount"),
                "fees": number(row["Fees ($)"], "bad_amount"),
                "refunds": number(row["Partial Refund ($)"], "bad_amount"),
            }
            yield [
                line(
                    row["Purchase ID"],
                    is_date(row["Purchase Date"], "%Y-%m-%d"),
                    row["Item Name"],
                    number(row["Quantity"], "bad_quantity"),
                    number(row["Subtotal ($)"], "bad_amount"),
                    None,
                    "USD",
                    sums,
                )
            ]
        except Refused as refused:
            yield refused


def orders(dialect, outcomes, tax_included):
    refused, skipped, numbers, first = Counter(), Counter(), set(), {}
    money = defaultdict(Counter)
    kept = lines = 0
    for outcome in outcomes:
        if isinstance(outcome, Refused):
            refused[str(outcome)] += 1
        elif isinstance(outcome, Skipped):
            skipped[str(outcome)] += 1
        else:
            kept += 1
            for order, currency, gross, discount, sums in outcome:
                lines += 1
                numbers.add(order)
                money[currency]["gross"] += minor(gross, currency)
                money[currency]["line_discounts"] += minor(discount, currency)
                for kind, amount in sums.items():
                    if amount is not None and (order, kind) not in first:
                        first[order, kind] = amount
                        money[currency][kind] += minor(amount, currency)
    return {
        "dialect": dialect,
        "content": "orders",
        "rows_read": kept + sum(refused.values()),
        "kept": kept,
        "refused": dict(sorted(refused.items())),
        "skipped": dict(sorted(skipped.items())),
        "lines": lines,
        "orders": len(numbers),
        "tax_included": tax_included,
        "currencies": {
            code: {kind: amount for kind, amount in sorted(sums.items()) if amount}
            for code, sums in sorted(money.items())
        },
    }


# --- other tables: each yields a list of {field: value} per row


def need(row, *fields):
    if not any(row.get(field) not in (None, "") for field in fields):
        raise Refused("missing" if fields[0] not in ("sku_or_title",) else "no_product")


def guarded(rows, make):
    for cells in rows:
        try:
            yield make(cells)
        except (Refused, Skipped) as outcome:
            yield outcome


def products(row, sku, title):
    if not row.get("sku") and not row.get("title"):
        raise Refused("no_product")
    return row


def shopify_products(folder, names):
    header, rows = table(folder)
    last = {}
    for cells in rows:
        row = {name: bare(cell) for name, cell in zip(header, cells)}
        sku, price, handle, stock, cost, barcode, option, image, compare = (row[n] for n in names)
        has_own = sku or price or stock or cost or barcode or option or row["Title"]
        if not has_own:
            yield Skipped("image_only" if image else "blank")
            continue
        if handle != last.get("handle"):
            last = {"handle": handle, "title": row["Title"]}
        try:
            yield [
                products(
                    {
                        "sku": sku,
                        "title": last["title"],
                        "unit_price": number(price, "bad_amount"),
                        "compare_at_price": number(compare, "bad_number"),
                        "cost": number(cost, "bad_number"),
                        "on_hand": number(stock, "bad_number"),
                        "barcode": "" if "E+" in barcode else barcode,
                        "variant": "" if option == "Default Title" else option,
                    },
                    "sku",
                    "title",
                )
            ]
        except Refused as refused:
            yield refused


def woocommerce_products(folder):
    header, rows = table(folder)

    def make(cells):
        row = dict(zip(header, cells))
        price = number(row["Regular price"], "bad_amount")
        sale = number(row["Sale price"], "bad_amount")
        stock = None if row["Stock"] == "parent" else number(row["Stock"], "bad_number")
        return [
            products(
                {
                    "sku": row["SKU"],
                    "title": row["Name"],
                    "unit_price": price if sale is None else sale,
                    "compare_at_price": None if sale is None else price,
                    "cost": number(row["meta:_wc_cog_cost"], "bad_number"),
                    "on_hand": stock,
                    "parent": row["Parent"],
                    "variant": row["Attribute 1 value(s)"] if row["Type"] == "variation" else "",
                },
                "sku",
                "title",
            )
        ]

    return guarded(rows, make)


def magento_products(folder):
    header, rows = table(folder)

    def make(cells):
        row = dict(zip(header, cells))
        if row["store_view_code"] and not row["price"]:
            raise Skipped("totals")
        more = dict(pair.split("=", 1) for pair in row["additional_attributes"].split(",") if "=" in pair)
        price = number(row["price"], "bad_amount")
        special = number(row["special_price"], "bad_amount")
        return [
            products(
                {
                    "sku": row["sku"],
                    "title": row["name"],
                    "unit_price": price if special is None else special,
                    "compare_at_price": None if special is None else price,
                    "cost": number(more.get("cost", ""), "bad_number"),
                    "on_hand": number(row["qty"], "bad_number"),
                    "vendor": more.get("manufacturer", ""),
                    "variant": more.get("color", ""),
                },
                "sku",
                "title",
            )
        ]

    return guarded(rows, make)


def prestashop_products(folder):
    header, rows = table(folder, ";")

    def make(cells):
        row = dict(zip(header, cells))
        return [
            products(
                {
                    "sku": row["Reference #"],
                    "title": row["Name *"],
                    "unit_price": number(row["Price tax excluded"], "bad_amount"),
                    "cost": number(row["Wholesale price"], "bad_number"),
                    "on_hand": number(row["Quantity"], "bad_number"),
                    "barcode": "" if "E+" in row["EAN13"] else row["EAN13"],
                },
                "sku",
                "title",
            )
        ]

    return guarded(rows, make)


def counted(text):
    return None if text.lower() == "not stocked" else number(text, "bad_number")


def stock(row):
    if not row["sku"] and not row["title"] and not row.get("handle"):
        raise Refused("no_product")
    return row


def shopify_inventory(folder):
    header, rows = table(folder)

    def make(cells):
        row = dict(zip(header, cells))
        made = stock(
            {
                "sku": row["SKU"],
                "title": row["Title"],
                "handle": row["Handle"],
                "location": row["Location"],
                "on_hand": counted(row["On hand (current)"]),
                "available": counted(row["Available (not editable)"]),
                "committed": counted(row["Committed (not editable)"]),
                "incoming": counted(row["Incoming (not editable)"]),
            }
        )
        return [made]

    return guarded(rows, make)


def shopify_wide(folder):
    header, rows = table(folder)

    def make(cells):
        row = dict(zip(header, cells))
        return [
            stock(
                {
                    "sku": bare(row["SKU"]),
                    "title": row["Title"],
                    "location": place,
                    "available": counted(row[place]),
                }
            )
            for place in ("Tartu mnt 50-4", "Warehouse")
        ]

    return guarded(rows, make)


def woocommerce_stock(folder):
    header, rows = table(folder)

    def make(cells):
        row = dict(zip(header, cells))
        return [
            stock(
                {
                    "sku": row["SKU"],
                    "title": row["Product or variation"],
                    "on_hand": number(row["Stock"], "bad_number"),
                }
            )
        ]

    return guarded(rows, make)


def customers(folder):
    header, rows = table(folder)

    def make(cells):
        row = {name: bare(cell) for name, cell in zip(header, cells)}
        made = {
            "customer": row["Customer ID"],
            "email": row["Email"],
            "phone": row["Phone"],
            "zip": row["Default Address Zip"],
            "total_spent": number(row["Total Spent"], "bad_number"),
            "total_orders": number(row["Total Orders"], "bad_number"),
        }
        need(made, "customer", "email")
        return [made]

    return guarded(rows, make)


def stocky(folder):
    header, rows = table(folder)
    last = ""
    for cells in rows:
        row = dict(zip(header, cells))
        row["PO Number"] = row["PO Number"] or last
        last = row["PO Number"]
        try:
            made = {
                "purchase_order": row["PO Number"],
                "sku": row["SKU"],
                "quantity": number(row["Quantity"], "bad_quantity"),
                "cost": number(row["Cost Price"], "bad_number"),
                "quantity_received": number(row["Received"], "bad_number"),
            }
            need(made, "quantity")
            yield [made]
        except Refused as refused:
            yield refused


def totals_row(row, amounts):
    made = {"order_id": row, **amounts}
    if not row:
        raise Refused("no_order")
    if not any(made.get(k) is not None for k in ("order_total", "order_fee", "order_shipping", "order_tax")):
        raise Refused("missing")
    return made


def square_transactions(folder):
    header, rows = table(folder)

    def make(cells):
        row = dict(zip(header, cells))
        money = lambda name: number(row[name], "bad_amount") or Decimal(0)
        gross, discount = money("Gross Sales"), -money("Discounts")
        return [
            totals_row(
                row["Transaction ID"],
                {
                    "order_subtotal": gross - discount + money("Service Charges"),
                    "order_discount": discount,
                    "order_tax": money("Tax"),
                    "order_tip": money("Tip"),
                    "order_total": money("Total Collected"),
                    "order_fee": -money("Fees") - money("Third Party Fees"),
                    "order_refunded": abs(money("Partial Refunds")),
                },
            )
        ]

    return guarded(rows, make)


def etsy_orders(folder):
    header, rows = table(folder)

    def make(cells):
        row = dict(zip(header, cells))
        money = lambda name: number(row[name], "bad_amount")
        discount = money("Discount Amount")
        shipping = money("Shipping")
        total, adjusted = money("Order Total"), money("Adjusted Order Total")
        return [
            totals_row(
                row["Order ID"],
                {
                    "order_subtotal": money("Order Value") - (discount or 0),
                    "order_discount": discount,
                    "order_shipping": None if shipping is None else shipping - (money("Shipping Discount") or 0),
                    "order_tax": money("Sales Tax"),
                    "order_fee": money("Adjusted Card Processing Fees") or money("Card Processing Fees"),
                    "order_total": total,
                    "order_refunded": total - adjusted if adjusted else None,
                },
            )
        ]

    return guarded(rows, make)


def magento_orders(folder):
    header, rows = table(folder)

    def make(cells):
        row = dict(zip(header, cells))
        money = lambda name: number(row[name], "bad_amount")
        return [
            totals_row(
                row["ID"],
                {
                    "order_subtotal": money("Subtotal"),
                    "order_shipping": money("Shipping and Handling"),
                    "order_total": money("Grand Total (Purchased)"),
                    "order_refunded": money("Total Refunded"),
                },
            )
        ]

    return guarded(rows, make)


def prestashop_orders(folder):
    header, rows = table(folder, ";")

    def make(cells):
        row = dict(zip(header, cells))
        return [totals_row(row["Reference"], {"order_total": number(row["Total"], "bad_amount")})]

    return guarded(rows, make)


def settlement(folder):
    header, rows = table(folder, "\t", quoting=csv.QUOTE_NONE)

    def make(cells):
        row = dict(zip(header, cells))
        if row["total-amount"]:
            raise Skipped("totals")
        amount = number(row["amount"], "bad_amount", comma=True)
        if amount is None:
            raise Refused("bad_amount")
        kind, what = row["amount-type"], row["amount-description"]
        if kind in ("ItemFees", "other-transaction"):
            made = {"order_fee": -amount}
        elif row["transaction-type"] == "Refund":
            made = {"order_refunded": -amount}
        else:
            made = {"order_total": amount}
            if what == "Tax":
                made["order_tax"] = amount
            elif what == "Shipping":
                made["order_shipping"] = amount
            elif kind == "Promotion":
                made["order_discount"] = -amount
            else:
                made["order_subtotal"] = amount
        if not row["order-id"]:
            raise Refused("no_order")
        return [{"order_id": row["order-id"], **made}]

    return guarded(rows, make)


def others(dialect, content, outcomes):
    refused, skipped, filled, sums = Counter(), Counter(), Counter(), defaultdict(Decimal)
    kept = made = 0
    for outcome in outcomes:
        if isinstance(outcome, Refused):
            refused[str(outcome)] += 1
        elif isinstance(outcome, Skipped):
            skipped[str(outcome)] += 1
        else:
            kept += 1
            made += len(outcome)
            for row in outcome:
                for field, value in row.items():
                    if value is None or value == "":
                        continue
                    filled[field] += 1
                    if isinstance(value, Decimal):
                        sums[field] += value
    return {
        "dialect": dialect,
        "content": content,
        "rows_read": kept + sum(refused.values()),
        "kept": kept,
        "refused": dict(sorted(refused.items())),
        "skipped": dict(sorted(skipped.items())),
        "rows": made,
        "filled": dict(sorted(filled.items())),
        "sums": {field: format(total.normalize(), "f") for field, total in sorted(sums.items())},
    }


OFFSET = "%Y-%m-%d %H:%M:%S %z"
CLASSIC = (
    "Variant SKU",
    "Variant Price",
    "Handle",
    "Variant Inventory Qty",
    "Cost per item",
    "Variant Barcode",
    "Option1 Value",
    "Image Src",
    "Variant Compare At Price",
)
TEMPLATE = (
    "SKU",
    "Price",
    "URL handle",
    "Inventory quantity",
    "Cost per item",
    "Barcode",
    "Option1 value",
    "Product image URL",
    "Compare-at price",
)
EBAY = (
    "Order Number",
    "Sale Date",
    "Custom Label",
    "Item Title",
    "Quantity",
    "Sold For",
    "Shipping And Handling",
    "Total Price",
)
EBAY_GERMAN = (
    "Bestellnummer",
    "Verkauft am",
    "Bestandseinheit",
    "Angebotstitel",
    "Anzahl",
    "Verkauft für",
    "Verpackung und Versand",
    "Gesamtbetrag",
)

FIXTURES = {
    "shopify_orders": lambda f: orders("shopify_orders", shopify(f, [OFFSET]), True),
    "shopify_orders_resaved": lambda f: orders(
        "shopify_orders", shopify(f, ["%d.%m.%Y %H:%M"], comma=True, delimiter=";"), True
    ),
    "squarespace_orders": lambda f: orders(
        "squarespace_orders",
        shopify(f, ["%m/%d/%Y %H:%M"], order="Order ID", refunded="Amount Refunded"),
        None,
    ),
    "woocommerce_orders": lambda f: orders("woocommerce_orders", woocommerce(f), None),
    "woocommerce_lines": lambda f: orders("woocommerce_lines", woocommerce_lines(f), None),
    "square_items": lambda f: orders("square_items", square(f), None),
    "etsy_items": lambda f: orders("etsy_items", etsy(f), None),
    "bigcommerce_orders": lambda f: orders("bigcommerce_orders", bigcommerce(f), True),
    "amazon_orders": lambda f: orders("amazon_orders", amazon(f), None),
    "amazon_orders_japan": lambda f: orders("amazon_orders", amazon(f, "cp932", "JPY"), None),
    "amazon_date_range": lambda f: orders("amazon_date_range", amazon_range(f), None),
    "ebay_orders": lambda f: orders("ebay_orders", ebay(f, EBAY, ",", "%b-%d-%y", False, "USD"), None),
    "ebay_orders_german": lambda f: orders(
        "ebay_orders", ebay(f, EBAY_GERMAN, ";", "%d-%m-%y", True, "EUR"), None
    ),
    "gumroad_sales": lambda f: orders("gumroad_sales", gumroad(f), None),
    "shopify_products": lambda f: others("shopify_products", "products", shopify_products(f, CLASSIC)),
    "shopify_products_2025": lambda f: others(
        "shopify_products", "products", shopify_products(f, TEMPLATE)
    ),
    "woocommerce_products": lambda f: others(
        "woocommerce_products", "products", woocommerce_products(f)
    ),
    "magento2_products": lambda f: others("magento2_products", "products", magento_products(f)),
    "prestashop_products": lambda f: others("prestashop_products", "products", prestashop_products(f)),
    "shopify_inventory": lambda f: others("shopify_inventory", "stock", shopify_inventory(f)),
    "shopify_inventory_wide": lambda f: others("shopify_inventory", "stock", shopify_wide(f)),
    "woocommerce_stock": lambda f: others("woocommerce_stock", "stock", woocommerce_stock(f)),
    "shopify_customers": lambda f: others("shopify_customers", "customers", customers(f)),
    "stocky_purchase_orders": lambda f: others(
        "stocky_purchase_orders", "purchase_orders", stocky(f)
    ),
    "square_transactions": lambda f: others(
        "square_transactions", "order_totals", square_transactions(f)
    ),
    "etsy_orders": lambda f: others("etsy_orders", "order_totals", etsy_orders(f)),
    "magento2_orders": lambda f: others("magento2_orders", "order_totals", magento_orders(f)),
    "prestashop_orders": lambda f: others("prestashop_orders", "order_totals", prestashop_orders(f)),
    "amazon_settlement": lambda f: others("amazon_settlement", "order_totals", settlement(f)),
}


def main():
    folders = sorted(each for each in os.listdir(HERE) if os.path.isdir(f"{HERE}/{each}"))
    assert folders == sorted(FIXTURES), set(folders) ^ set(FIXTURES)
    for folder in folders:
        text = json.dumps(FIXTURES[folder](folder), indent=2, ensure_ascii=False) + "\n"
        path = f"{HERE}/{folder}/expected.json"
        if "--check" in sys.argv:
            with open(path, encoding="utf-8") as file:
                assert file.read() == text, f"{path} is out of date"
        else:
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)


if __name__ == "__main__":
    csv.field_size_limit(10**9)
    main()
