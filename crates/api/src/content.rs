//! What a file holds, and what its columns may mean.
//!
//! Each [`Content`] has the fields that its columns may mean and those it cannot do without; the
//! mapper, the importers and the command line all read them here.

use serde::{Deserialize, Serialize};

/// What the rows of a file are.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Content {
    /// Order lines: what was sold, to whom, when, for how much.
    #[default]
    Orders,
    /// One row for each order or payment, without its articles: shipping, tax, tips, fees.
    OrderTotals,
    /// The catalogue: products with their variants, prices and costs.
    Products,
    /// Codes that were renamed, or merged into others.
    Successors,
    /// People who bought.
    Customers,
    /// How much is where.
    Stock,
    /// Whom the shop buys from, and on which terms.
    Suppliers,
    /// What a supplier sells, for how much, in which packs.
    SupplierProducts,
    /// Products that are sold together, and the parts that they are ordered in.
    Bundles,
    /// What was ordered from suppliers, and what of it came.
    PurchaseOrders,
    /// Prices and costs with the day from which they hold.
    Costs,
    /// Promotions: what, from when to when, how much off.
    Promotions,
    /// Days that change what is sold.
    Holidays,
    /// What was spent on advertising, by day and channel.
    Spend,
    /// What others ask for the same product.
    CompetitorPrices,
    /// Dated exchange rates.
    Rates,
}

impl Content {
    /// Every content, in the order in which several files are taken in.
    pub const ALL: [Content; 16] = [
        Content::Orders,
        Content::OrderTotals,
        Content::Products,
        Content::Successors,
        Content::Customers,
        Content::Stock,
        Content::Suppliers,
        Content::SupplierProducts,
        Content::Bundles,
        Content::PurchaseOrders,
        Content::Costs,
        Content::Promotions,
        Content::Holidays,
        Content::Spend,
        Content::CompetitorPrices,
        Content::Rates,
    ];

    /// The name in SQL, JSON and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Content::Orders => "orders",
            Content::OrderTotals => "order_totals",
            Content::Products => "products",
            Content::Successors => "successors",
            Content::Customers => "customers",
            Content::Stock => "stock",
            Content::Suppliers => "suppliers",
            Content::SupplierProducts => "supplier_products",
            Content::Bundles => "bundles",
            Content::PurchaseOrders => "purchase_orders",
            Content::Costs => "costs",
            Content::Promotions => "promotions",
            Content::Holidays => "holidays",
            Content::Spend => "spend",
            Content::CompetitorPrices => "competitor_prices",
            Content::Rates => "rates",
        }
    }

    /// The content of a name.
    pub fn from_name(name: &str) -> Option<Content> {
        Content::ALL.into_iter().find(|content| content.name() == name)
    }

    /// What a column may mean, in the order a person maps them.
    pub fn fields(self) -> &'static [Field] {
        use Field::*;
        match self {
            Content::Orders => &[
                OrderId,
                OrderedAt,
                OrderedTime,
                Sku,
                Title,
                Variant,
                Quantity,
                UnitPrice,
                LineTotal,
                Discount,
                LineTax,
                LineEvent,
                Currency,
                Customer,
                Email,
                LastName,
                Country,
                Status,
                CancelledAt,
                PaymentMethod,
                Channel,
                Location,
                OrderSubtotal,
                OrderDiscount,
                OrderShipping,
                OrderTax,
                OrderTip,
                OrderFee,
                OrderTotal,
                OrderRefunded,
                RefundedAt,
                Vendor,
                Category,
            ],
            Content::OrderTotals => &[
                OrderId,
                OrderedAt,
                OrderedTime,
                Currency,
                OrderSubtotal,
                OrderDiscount,
                OrderShipping,
                OrderTax,
                OrderTip,
                OrderFee,
                OrderTotal,
                OrderRefunded,
                Status,
                Customer,
                Country,
            ],
            Content::Products => &[
                Sku,
                Title,
                Variant,
                Handle,
                Parent,
                Vendor,
                Category,
                Tags,
                UnitPrice,
                CompareAtPrice,
                Cost,
                Currency,
                Barcode,
                Status,
                OnHand,
                ShelfLifeDays,
            ],
            Content::Successors => &[Sku, Successor, ValidFrom],
            Content::Customers => &[
                Customer,
                Email,
                FirstName,
                LastName,
                Phone,
                Address,
                City,
                Zip,
                Country,
                AcceptsMarketing,
                TotalSpent,
                TotalOrders,
                Tags,
            ],
            Content::Stock => &[
                Sku, Title, Variant, Handle, Location, OnHand, Available, Committed, Incoming,
                CountedAt,
            ],
            Content::Suppliers => &[
                Supplier,
                Email,
                Currency,
                Country,
                LeadTimeDays,
                MinimumOrderValue,
                FreeFreightFrom,
                OrderWeekdays,
                ClosedDays,
                PaymentDays,
            ],
            Content::SupplierProducts => &[
                Supplier,
                Sku,
                SupplierSku,
                Title,
                Cost,
                Currency,
                MinimumQuantity,
                PackSize,
                OrderMultiple,
                MaximumQuantity,
                PriceBreaks,
                LeadTimeDays,
            ],
            Content::Bundles => &[Sku, Part, Quantity],
            Content::PurchaseOrders => &[
                PurchaseOrder,
                Supplier,
                OrderedAt,
                ExpectedAt,
                Sku,
                Title,
                Quantity,
                Cost,
                Currency,
                ReceivedAt,
                QuantityReceived,
                Location,
                Status,
            ],
            Content::Costs => &[Sku, ValidFrom, UnitPrice, Cost, Currency],
            Content::Promotions => &[Name, Starts, Ends, Sku, Category, DiscountPercent],
            Content::Holidays => &[Name, Starts, Ends, Country],
            Content::Spend => &[Starts, Channel, Campaign, Spend, Currency],
            Content::CompetitorPrices => &[Starts, Name, Sku, UnitPrice, Currency],
            Content::Rates => &[ValidFrom, Currency, ToCurrency, Rate],
        }
    }

    /// The fields that tell one thing from another: a row with the same values replaces the older.
    pub fn key(self) -> &'static [Field] {
        use Field::*;
        match self {
            Content::Orders | Content::OrderTotals => &[OrderId],
            Content::Products | Content::Successors => &[Sku],
            Content::Customers => &[Customer],
            Content::Stock => &[Sku, Location],
            Content::Suppliers => &[Supplier],
            Content::SupplierProducts => &[Supplier, Sku],
            Content::Bundles => &[Sku, Part],
            Content::PurchaseOrders => &[PurchaseOrder],
            Content::Costs => &[Sku, ValidFrom],
            Content::Promotions => &[Name, Starts],
            Content::Holidays => &[Name, Starts, Country],
            Content::Spend => &[Starts, Channel, Campaign],
            Content::CompetitorPrices => &[Name, Sku, Starts],
            Content::Rates => &[ValidFrom, Currency, ToCurrency],
        }
    }

    /// What a file must have: one field of each group.
    pub fn needed(self) -> &'static [&'static [Field]] {
        use Field::*;
        match self {
            Content::Orders => &[&[OrderId], &[OrderedAt], &[Sku, Title], &[UnitPrice, LineTotal]],
            Content::OrderTotals => &[
                &[OrderId],
                &[
                    OrderTotal,
                    OrderFee,
                    OrderShipping,
                    OrderTax,
                    OrderTip,
                    OrderRefunded,
                    OrderSubtotal,
                    OrderDiscount,
                ],
            ],
            Content::Products => &[&[Sku, Title]],
            Content::Successors => &[&[Sku], &[Successor]],
            Content::Customers => &[&[Customer, Email]],
            Content::Stock => &[&[Sku, Title, Handle], &[OnHand, Available]],
            Content::Suppliers => &[&[Supplier]],
            Content::SupplierProducts => &[&[Supplier], &[Sku]],
            Content::Bundles => &[&[Sku], &[Part], &[Quantity]],
            Content::PurchaseOrders => &[&[PurchaseOrder], &[Sku], &[Quantity]],
            Content::Costs => &[&[Sku], &[Cost, UnitPrice]],
            Content::Promotions => &[&[Name], &[Starts]],
            Content::Holidays => &[&[Name], &[Starts]],
            Content::Spend => &[&[Starts], &[Spend]],
            Content::CompetitorPrices => &[&[Name], &[Sku], &[UnitPrice]],
            Content::Rates => &[&[ValidFrom], &[Currency], &[Rate]],
        }
    }
}

/// What the cells of a column hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Holds {
    /// Words, codes, names.
    Text,
    /// A number, at most six decimals.
    Number,
    /// A day, or a day with a time.
    Moment,
}

/// What a column of the file means. The serde names are what a mapping file holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// The order's number; lines with the same number are one order.
    OrderId,
    /// When the order was placed: a date and time, or a date.
    OrderedAt,
    /// The time of day, where the date stands in a column of its own.
    OrderedTime,
    /// The product's code (SKU), case-sensitive.
    Sku,
    /// The product's name.
    Title,
    /// Units sold; negative for returns.
    Quantity,
    /// Price of one unit.
    UnitPrice,
    /// Amount of the whole line.
    LineTotal,
    /// Discount on the line, taken off its amount.
    Discount,
    /// ISO currency code of the row.
    Currency,
    /// Who bought: a number, a name, an e-mail address.
    Customer,
    /// The country it went to, or where something is.
    Country,
    /// The order's or product's status; words such as "cancelled" are recognised.
    Status,
    /// The order's goods after discounts, before shipping and tax on top.
    OrderSubtotal,
    /// The discount on the whole order, spread over its lines.
    OrderDiscount,
    /// Shipping charged for the order.
    OrderShipping,
    /// Tax of the order, in its prices or on top of them.
    OrderTax,
    /// A tip on the order.
    OrderTip,
    /// What the platform or the payment service kept of the order.
    OrderFee,
    /// What the customer paid for the order.
    OrderTotal,
    /// What was paid back, without saying for which article.
    OrderRefunded,
    /// When that was paid back.
    RefundedAt,
    /// When the order was cancelled; a value cancels it.
    CancelledAt,
    /// How the order was paid; test payments are told by it.
    PaymentMethod,
    /// Where the order came from: web, till, marketplace.
    Channel,
    /// The location that sold, holds or receives.
    Location,
    /// Tax of the line, in its price or on top of it.
    LineTax,
    /// What the row is: payment, refund.
    LineEvent,
    /// A person's first name.
    FirstName,
    /// A person's last name, or the whole name.
    LastName,
    /// A person's or a supplier's e-mail address.
    Email,
    /// A person's telephone number.
    Phone,
    /// Street and number.
    Address,
    /// Town.
    City,
    /// Postal code.
    Zip,
    /// Whether the person agreed to receive mail.
    AcceptsMarketing,
    /// What the platform says the person spent.
    TotalSpent,
    /// How many orders the platform counts for the person.
    TotalOrders,
    /// Words attached to a product or a person.
    Tags,
    /// What rows of one product share.
    Handle,
    /// Size, colour and the like of the variant.
    Variant,
    /// The product that a variant belongs to.
    Parent,
    /// Who makes the product.
    Vendor,
    /// The product's category or type.
    Category,
    /// The price it is compared with ("was").
    CompareAtPrice,
    /// What one unit costs the shop.
    Cost,
    /// EAN, UPC or GTIN.
    Barcode,
    /// Units in the house.
    OnHand,
    /// Units that can be sold.
    Available,
    /// Units sold and not yet sent.
    Committed,
    /// Units on their way in.
    Incoming,
    /// When the stock was counted.
    CountedAt,
    /// The supplier's name.
    Supplier,
    /// The supplier's code for the product.
    SupplierSku,
    /// Days from ordering to receiving.
    LeadTimeDays,
    /// The least that can be ordered of the product.
    MinimumQuantity,
    /// Units in a pack; orders are multiples of it.
    PackSize,
    /// Orders are also multiples of it: a layer, a pallet.
    OrderMultiple,
    /// The most that can be ordered of the product at once.
    MaximumQuantity,
    /// From which quantity on one costs less, such as `100: 4.20; 500: 3.90`.
    PriceBreaks,
    /// Days for which the product can be sold after it came.
    ShelfLifeDays,
    /// A part of a bundle, by its code.
    Part,
    /// The least an order must be worth.
    MinimumOrderValue,
    /// The order value from which freight is free.
    FreeFreightFrom,
    /// The days on which the supplier takes orders.
    OrderWeekdays,
    /// Days on which the supplier takes no orders, such as `2026-12-24..2027-01-06`.
    ClosedDays,
    /// Days until an invoice is due.
    PaymentDays,
    /// The purchase order's number.
    PurchaseOrder,
    /// When the goods are expected.
    ExpectedAt,
    /// When the goods were received.
    ReceivedAt,
    /// Units received.
    QuantityReceived,
    /// The day from which a price, a cost or a rate holds.
    ValidFrom,
    /// The first day.
    Starts,
    /// The last day.
    Ends,
    /// The name of a promotion, a holiday or a competitor.
    Name,
    /// Percent off the price.
    DiscountPercent,
    /// The campaign.
    Campaign,
    /// What was spent on advertising.
    Spend,
    /// The currency that a rate converts into.
    ToCurrency,
    /// Units of the other currency for one of this.
    Rate,
    /// The code that a product goes by instead of its older one.
    Successor,
}

impl Field {
    /// Every field.
    pub const ALL: [Field; 81] = [
        Field::OrderId,
        Field::OrderedAt,
        Field::OrderedTime,
        Field::Sku,
        Field::Title,
        Field::Quantity,
        Field::UnitPrice,
        Field::LineTotal,
        Field::Discount,
        Field::Currency,
        Field::Customer,
        Field::Country,
        Field::Status,
        Field::OrderSubtotal,
        Field::OrderDiscount,
        Field::OrderShipping,
        Field::OrderTax,
        Field::OrderTip,
        Field::OrderFee,
        Field::OrderTotal,
        Field::OrderRefunded,
        Field::RefundedAt,
        Field::CancelledAt,
        Field::PaymentMethod,
        Field::Channel,
        Field::Location,
        Field::LineTax,
        Field::LineEvent,
        Field::FirstName,
        Field::LastName,
        Field::Email,
        Field::Phone,
        Field::Address,
        Field::City,
        Field::Zip,
        Field::AcceptsMarketing,
        Field::TotalSpent,
        Field::TotalOrders,
        Field::Tags,
        Field::Handle,
        Field::Variant,
        Field::Parent,
        Field::Vendor,
        Field::Category,
        Field::CompareAtPrice,
        Field::Cost,
        Field::Barcode,
        Field::OnHand,
        Field::Available,
        Field::Committed,
        Field::Incoming,
        Field::CountedAt,
        Field::Supplier,
        Field::SupplierSku,
        Field::LeadTimeDays,
        Field::MinimumQuantity,
        Field::PackSize,
        Field::OrderMultiple,
        Field::MaximumQuantity,
        Field::PriceBreaks,
        Field::ShelfLifeDays,
        Field::Part,
        Field::MinimumOrderValue,
        Field::FreeFreightFrom,
        Field::OrderWeekdays,
        Field::ClosedDays,
        Field::PaymentDays,
        Field::PurchaseOrder,
        Field::ExpectedAt,
        Field::ReceivedAt,
        Field::QuantityReceived,
        Field::ValidFrom,
        Field::Starts,
        Field::Ends,
        Field::Name,
        Field::DiscountPercent,
        Field::Campaign,
        Field::Spend,
        Field::ToCurrency,
        Field::Rate,
        Field::Successor,
    ];

    /// What its cells hold.
    pub fn holds(self) -> Holds {
        use Field::*;
        match self {
            Quantity | UnitPrice | LineTotal | Discount | LineTax | OrderSubtotal
            | OrderDiscount | OrderShipping | OrderTax | OrderTip | OrderFee | OrderTotal
            | OrderRefunded | TotalSpent | TotalOrders | CompareAtPrice | Cost | OnHand
            | Available | Committed | Incoming | LeadTimeDays | MinimumQuantity | PackSize
            | OrderMultiple | MaximumQuantity | ShelfLifeDays | MinimumOrderValue
            | FreeFreightFrom | PaymentDays | QuantityReceived | DiscountPercent | Spend | Rate => {
                Holds::Number
            }
            OrderedAt | RefundedAt | CancelledAt | CountedAt | ExpectedAt | ReceivedAt
            | ValidFrom | Starts | Ends => Holds::Moment,
            _ => Holds::Text,
        }
    }

    /// The name in SQL and JSON.
    pub fn name(self) -> String {
        serde_json::to_value(self)
            .ok()
            .and_then(|value| value.as_str().map(str::to_owned))
            .unwrap_or_default()
    }

    /// Whether the column holds what tells who a person is: it goes to the table of people and
    /// nowhere else.
    pub fn is_personal(self) -> bool {
        use Field::*;
        matches!(self, FirstName | LastName | Email | Phone | Address | City | Zip)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_content_has_what_it_needs_among_its_fields_and_every_field_has_a_content() {
        for content in Content::ALL {
            assert_eq!(Content::from_name(content.name()), Some(content));
            let fields = content.fields();
            assert!(content.needed().iter().all(|any| any.iter().all(|f| fields.contains(f))));
        }
        for field in Field::ALL {
            assert!(Content::ALL.iter().any(|content| content.fields().contains(&field)));
        }
    }
}
