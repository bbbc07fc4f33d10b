//! Texts of purchase orders: what was ordered of suppliers, and what of it came.

super::define_texts! {
    purchase_orders: "Orders", "Bestellungen";
    purchase_order(number): "Order {number}", "Bestellung {number}";
    orders_say(n): "1 open order", "{n} open orders", "1 offene Bestellung", "{n} offene Bestellungen";
    which_orders: "Which orders", "Welche Bestellungen";
    open_orders: "Open", "Offene";
    all_orders: "All", "Alle";
    no_orders: "No open orders", "Keine offenen Bestellungen";
    no_orders_text: "Approve lines of the plan, and each supplier's order stands here: to send, to expect, to receive.", "Geben Sie Positionen des Plans frei, und die Bestellung je Lieferant steht hier: zum Senden, Erwarten und Annehmen.";
    to_the_plan: "Look at the plan", "Plan ansehen";
    no_such_order: "There is no such order", "Diese Bestellung gibt es nicht";
    no_such_order_text: "It may have been taken back with its approval.", "Vielleicht wurde sie mit ihrer Freigabe zurückgenommen.";
    order_number: "Order", "Bestellung";
    order_state: "State", "Stand";
    ordered: "Ordered", "Bestellt";
    ordered_on(day): "ordered {day}", "bestellt am {day}";
    expected: "Expected", "Erwartet";
    overdue: "overdue", "überfällig";
    lines_of_order: "Lines", "Positionen";
    received: "Received", "Geliefert";
    last_received(day): "last {day}", "zuletzt am {day}";
    each_costs: "Each", "Stückpreis";

    send_order: "Mark as sent", "Als gesendet vermerken";
    order_sent(number): "{number} is sent", "{number} ist als gesendet vermerkt";
    receive: "Receive", "Annehmen";
    receive_title: "Receive goods", "Ware annehmen";
    receive_says: "What comes now, line by line; it goes into stock on that day. As it stands, all that is missing comes.", "Was jetzt kommt, Position für Position; es geht am gewählten Tag in den Bestand. Vorgeschlagen ist alles, was noch fehlt.";
    comes_now: "Comes now", "Kommt jetzt";
    comes_now_of(what): "Comes now of {what}", "Menge, die jetzt kommt: {what}";
    received_day: "Received on", "Geliefert am";
    goods_received(number): "Goods of {number} received", "Ware von {number} angenommen";
    quantity_bad: "Write quantities such as 12, at least one above 0.", "Geben Sie Mengen wie 12 ein, mindestens eine über 0.";
    expect_title: "Expected on another day", "An einem anderen Tag erwartet";
    expect_on: "Expected on", "Erwartet am";
    change_day: "Change day", "Tag ändern";
    day_changed(number): "{number} is expected on another day", "{number} wird an einem anderen Tag erwartet";
    close_order: "Close", "Abschließen";
    order_closed(number): "{number} is closed", "{number} ist abgeschlossen";
    close_says: "No more of it is expected.", "Es wird nichts mehr davon erwartet.";
    cancel_order: "Cancel order…", "Stornieren …";
    cancel_order_title(number): "Cancel order {number}?", "Bestellung {number} stornieren?";
    cancel_order_says: "It no longer counts as on its way, so the next plan may order its goods again. Kontor tells the supplier nothing: if it was sent, call it off with him. You can undo this.", "Sie gilt nicht mehr als unterwegs, der nächste Plan bestellt die Ware also vielleicht erneut. Kontor sagt dem Lieferanten nichts: Wurde sie gesendet, sagen Sie bei ihm ab. Das lässt sich rückgängig machen.";
    keep_order: "Keep it", "Behalten";
    cancel_this_order: "Cancel the order", "Bestellung stornieren";
    order_cancelled(number): "{number} is cancelled", "{number} ist storniert";
}
