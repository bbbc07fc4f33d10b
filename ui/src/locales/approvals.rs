//! Texts of proposals and their approval.

use crate::locales::Texts;
use kontor_api::proposals::OrderFormat;

super::define_texts! {
    approvals: "Approvals", "Freigaben";
    approvals_say: "What was proposed, who decided, and what came of it.", "Was vorgeschlagen wurde, wer entschieden hat und was daraus wurde.";
    no_proposals: "Nothing here yet", "Hier ist noch nichts";
    no_proposals_text: "Proposals stand here once orders or prices are proposed, approved or kept for later: what changes, why, and how it ended.", "Hier stehen Vorschläge, sobald Bestellungen oder Preise vorgeschlagen, freigegeben oder gemerkt sind: was sich ändert, warum und wie es ausging.";
    which_proposals: "Which proposals", "Welche Vorschläge";
    all_states: "All", "Alle";
    proposal_state: "State", "Stand";
    proposal_number(id): "Proposal {id}", "Vorschlag {id}";
    made_by(who, time): "made by {who}, {time}", "erstellt von {who}, {time}";
    made_on(time): "made {time}", "erstellt am {time}";
    decided_on(time): "decided {time}", "entschieden am {time}";
    decided_by(who, time): "decided by {who}, {time}", "entschieden von {who}, {time}";
    handed_on(time): "handed on {time}", "weitergegeben am {time}";
    decided: "Decided", "Entschieden";
    made: "Made", "Erstellt";
    no_decision_yet: "not yet", "noch nicht";
    approve: "Approve", "Freigeben";
    refuse: "Refuse", "Ablehnen";
    take_back_decision: "Take back", "Zurücknehmen";
    approved_what(what): "Approved: {what}", "Freigegeben: {what}";
    refused_what(what): "Refused: {what}", "Abgelehnt: {what}";
    reopened_what(what): "Open again: {what}", "Wieder offen: {what}";
    why_decided: "Why, for you and others later", "Begründung, zum späteren Nachlesen";
    what_changes: "What changes", "Was sich ändert";
    becomes: "becomes", "wird";
    effect_words(amount, low, high): "{amount} of margin, 80 % range {low} to {high}", "{amount} Marge, 80-%-Spanne {low} bis {high}";
    expected_effect: "Expected effect", "Erwartete Wirkung";
    proposal_basis: "Rests on", "Beruht auf";
    proposal_note: "Note", "Notiz";
    came_of_it: "What came of it", "Was daraus wurde";
    value_of_it: "Value", "Wert";
    to_its_order: "Look at the order", "Bestellung ansehen";
    all_proposals: "All approvals", "Alle Freigaben";

    order_files: "Get the order", "Bestellung holen";
    as_pdf: "Purchase order (PDF)", "Bestellung (PDF)";
    as_workbook: "Spreadsheet with formulas (XLSX)", "Tabelle mit Formeln (XLSX)";
    as_columns: "Supplier's columns (CSV)", "Spalten des Lieferanten (CSV)";
    as_inventory: "Platform's inventory layout (CSV)", "Bestandsformat der Plattform (CSV)";
    as_json: "For programs (JSON)", "Für Programme (JSON)";
    hand_on_title: "Hand the order on?", "Bestellung weitergeben?";
    hand_on_says: "From the first file on it counts as handed on, and the approval can no longer be taken back. To call it off later, cancel the purchase order.", "Ab der ersten Datei gilt sie als weitergegeben, und die Freigabe lässt sich nicht mehr zurücknehmen. Um sie später abzusagen, stornieren Sie die Bestellung.";
    not_yet: "Not yet", "Noch nicht";
    hand_on_as(format): "Hand on: {format}", "Weitergeben: {format}";
}

impl Texts {
    /// What an order is written as.
    pub fn order_format(self, format: OrderFormat) -> &'static str {
        match format {
            OrderFormat::Pdf => self.as_pdf(),
            OrderFormat::Xlsx => self.as_workbook(),
            OrderFormat::Csv => self.as_columns(),
            OrderFormat::Inventory => self.as_inventory(),
            OrderFormat::Json => self.as_json(),
        }
    }

    /// What new prices are written as.
    pub fn price_format(self, format: OrderFormat) -> &'static str {
        match format {
            OrderFormat::Csv => self.as_price_csv(),
            OrderFormat::Xlsx => self.as_price_workbook(),
            other => self.order_format(other),
        }
    }
}
