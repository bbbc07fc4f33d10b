//! Which verb carries which command of the contract. A command without one does not compile.

use kontor_api::Command;

/// The verb of a command.
pub fn verb(command: Command) -> &'static str {
    match command {
        Command::WorkspaceStatus => "workspace list",
        Command::WorkspaceCreate => "workspace create",
        Command::WorkspaceOpen => "workspace open",
        Command::WorkspaceClose => "workspace close",
        Command::WorkspaceForget => "workspace forget",
        Command::WorkspaceDelete => "workspace delete",
        Command::WorkspaceBackup => "workspace backup",
        Command::WorkspaceRestore => "workspace restore",
        Command::WorkspaceRebuild => "rebuild",
        Command::SampleOpen => "sample open",
        Command::SampleCreate => "sample create",
        Command::LabForecast => "lab forecast",
        Command::LabElasticity => "lab elasticity",
        Command::LabPricing => "lab pricing",
        Command::SettingsGet
        | Command::SettingsChange
        | Command::TimeZoneChange
        | Command::SettingsOptions => "settings",
        Command::Preferences | Command::PreferencesChange => "preferences",
        Command::ImportDetect | Command::ImportRun | Command::ImportMany => "import",
        Command::ImportsWatched => "watch",
        Command::ImportsList => "imports",
        Command::ImportReport => "report",
        Command::ImportRefused => "refused",
        Command::ImportUndo => "undo-import",
        Command::Measures => "measures",
        Command::SalesSummary => "summary",
        Command::SalesSeries => "series",
        Command::SalesBreakdown => "breakdown",
        Command::SalesLines => "lines",
        Command::SalesFilterOptions => "filters",
        Command::Products => "products",
        Command::Product => "product",
        Command::RunOut => "run-out",
        Command::ForecastTrain => "forecast train",
        Command::Forecasts | Command::Forecast => "forecast show",
        Command::ForecastModels | Command::ForecastUse => "forecast models",
        Command::ForecastCorrect => "forecast override",
        Command::Reorder => "reorder plan",
        Command::ReorderWhy => "reorder why",
        Command::ReorderPropose => "reorder propose",
        Command::ReorderDraft => "reorder plan",
        Command::ReorderReplay => "reorder replay",
        Command::Decisions => "reorder decisions",
        Command::Suppliers => "suppliers",
        Command::Prices => "price suggest",
        Command::Price => "price show",
        Command::PriceWhatIf => "price what-if",
        Command::PriceFor => "price for",
        Command::PriceCalendar => "price calendar",
        Command::PricePropose => "price propose",
        Command::PriceReplay => "price replay",
        Command::PriceTrain => "price train",
        Command::PriceTest | Command::PriceTestFound => "price test",
        Command::Proposals => "proposals list",
        Command::Proposal => "proposals show",
        Command::ProposalDecide => "proposals approve",
        Command::ProposalExport => "proposals export",
        Command::PurchaseOrders => "orders list",
        Command::PurchaseOrderChange => "orders receive",
        Command::Records => "records",
        Command::RecordsPut => "records put",
        Command::RecordsDrop => "records drop",
        Command::Quality | Command::QualityFinding => "quality",
        Command::Reconciliation => "reconcile",
        Command::PrivacyPeople => "people",
        Command::PrivacyForget => "forget",
        Command::SqlRun => "sql",
        Command::SqlSchema => "schema",
        Command::Export => "export",
        Command::History => "history",
        Command::UndoLast => "undo",
        Command::RedoLast => "redo",
        Command::JobsList | Command::JobGet | Command::JobCancel => "jobs",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::Cli;
    use clap::CommandFactory as _;

    #[test]
    fn every_verb_of_a_command_can_be_typed() {
        for command in Command::ALL {
            let mut place = &Cli::command();
            for word in verb(*command).split(' ') {
                let found = place.find_subcommand(word);
                place = found.unwrap_or_else(|| panic!("{command:?}: no verb {word}"));
            }
        }
    }
}
