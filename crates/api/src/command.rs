//! The list of commands, and what each host generates from it.

use serde::{Serialize, de::DeserializeOwned};

/// Kinds of command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Reads; may be repeated and cached under its tags.
    Query,
    /// Changes something at once.
    Mutation,
    /// Long work: answers with a job's id, then reports progress, and can be cancelled.
    Job,
}

/// What a query shows and a mutation changes. The UI re-reads the queries that provide a tag when
/// a command that invalidates it is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tag {
    /// Which workspace is open, which were, and what the person prefers.
    Workspace,
    /// Settings of the open workspace.
    Settings,
    /// Imported facts, and every number computed from them.
    Sales,
    /// The list of imports.
    Imports,
    /// What is known besides orders: products, stock, suppliers, people.
    Records,
    /// Trained forecasts, and corrections of them.
    Forecasts,
    /// What is proposed and decided.
    Proposals,
    /// The operation log.
    History,
    /// Jobs running and finished.
    Jobs,
}

/// How a command's effect is taken back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Undo {
    /// Nothing changes, so there is nothing to take back.
    Nothing,
    /// The operation log holds the state before; [`crate::history::UndoLast`] restores it.
    Operation,
    /// Another command takes it back; its name.
    By(&'static str),
    /// Cannot be undone: the reason, shown before the person confirms.
    Never(&'static str),
}

/// A command: its request type, with the reply it gets.
pub trait Call: Serialize + DeserializeOwned + Send + 'static {
    /// What a query or mutation replies, and what a job has made when it is done.
    type Reply: Serialize + DeserializeOwned + Send + 'static;
    /// Which command of the list this is.
    const COMMAND: Command;
}

/// What the list says about one command.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct CommandInfo {
    /// The name on the wire, such as `sales_summary`.
    pub name: &'static str,
    /// Query, mutation or job.
    pub kind: Kind,
    /// Tags whose invalidation makes a query's reply stale.
    pub provides: &'static [Tag],
    /// Tags that are stale once the command is done.
    pub invalidates: &'static [Tag],
    /// How its effect is taken back.
    pub undo: Undo,
}

/// The one list of commands. Calls `$callback!` with every line, so that a host generates what it
/// needs and a command without an implementation does not compile:
///
/// `query <Variant> "<name>" <request type> => <reply type>, provides [tags];`
/// `mutation <Variant> "<name>" <request> => <reply>, invalidates [tags], undo <how>;`
/// `job <Variant> "<name>" <request> => <outcome>, invalidates [tags], undo <how>;`
#[macro_export]
macro_rules! with_commands {
    ($callback:path) => {
        $callback! {
            query WorkspaceStatus "workspace_status" $crate::workspace::GetStatus => $crate::workspace::Status, provides [Workspace];
            mutation WorkspaceCreate "workspace_create" $crate::workspace::Create => $crate::workspace::Status, invalidates [Workspace, Settings, Sales, Imports, History, Records, Forecasts, Proposals], undo By("workspace_delete");
            mutation WorkspaceOpen "workspace_open" $crate::workspace::Open => $crate::workspace::Status, invalidates [Workspace, Settings, Sales, Imports, History, Records, Forecasts, Proposals], undo By("workspace_open");
            mutation WorkspaceClose "workspace_close" $crate::workspace::Close => $crate::workspace::Status, invalidates [Workspace, Settings, Sales, Imports, History, Records, Forecasts, Proposals], undo By("workspace_open");
            mutation WorkspaceForget "workspace_forget" $crate::workspace::Forget => $crate::workspace::Status, invalidates [Workspace], undo By("workspace_open");
            mutation WorkspaceDelete "workspace_delete" $crate::workspace::Delete => $crate::workspace::Status, invalidates [Workspace, Settings, Sales, Imports, History, Records, Forecasts, Proposals], undo Never("The folder with its sales, decisions and originals is removed.");
            job WorkspaceBackup "workspace_backup" $crate::workspace::Backup => $crate::workspace::BackupMade, invalidates [], undo Nothing;
            job WorkspaceRestore "workspace_restore" $crate::workspace::Restore => $crate::workspace::Status, invalidates [Workspace, Settings, Sales, Imports, History, Records, Forecasts, Proposals], undo By("workspace_delete");
            job WorkspaceRebuild "workspace_rebuild" $crate::workspace::Rebuild => $crate::workspace::Status, invalidates [Workspace, Sales, Imports, Records], undo Nothing;
            job SampleOpen "sample_open" $crate::workspace::OpenSample => $crate::workspace::Status, invalidates [Workspace, Settings, Sales, Imports, History, Records, Forecasts, Proposals], undo By("workspace_delete");
            job SampleCreate "sample_create" $crate::workspace::CreateSample => $crate::workspace::SampleMade, invalidates [], undo Never("The files lie in a folder of yours; remove it by hand.");

            job LabForecast "lab_forecast" $crate::lab::LabForecast => $crate::lab::LabForecastReport, invalidates [], undo Nothing;
            job LabElasticity "lab_elasticity" $crate::lab::LabElasticity => $crate::lab::LabElasticityReport, invalidates [], undo Nothing;
            job LabPricing "lab_pricing" $crate::lab::LabPricing => $crate::lab::LabPricingReport, invalidates [], undo Nothing;

            query SettingsGet "settings_get" $crate::settings::GetSettings => $crate::settings::Settings, provides [Settings];
            mutation SettingsChange "settings_change" $crate::settings::Change => $crate::settings::Settings, invalidates [Settings, Workspace, Sales, History], undo Operation;
            job TimeZoneChange "time_zone_change" $crate::settings::ChangeTimeZone => $crate::settings::Settings, invalidates [Settings, Workspace, Sales, History], undo Operation;
            query SettingsOptions "settings_options" $crate::settings::GetOptions => $crate::settings::Options, provides [];

            query Preferences "preferences" $crate::preferences::GetPreferences => $crate::preferences::Preferences, provides [Workspace];
            mutation PreferencesChange "preferences_change" $crate::preferences::ChangePreferences => $crate::preferences::Preferences, invalidates [Workspace], undo By("preferences_change");

            query ImportDetect "import_detect" $crate::import::Detect => $crate::import::Preview, provides [];
            job ImportRun "import_run" $crate::import::Run => $crate::import::Report, invalidates [Sales, Imports, Workspace, History, Records], undo Operation;
            job ImportMany "import_many" $crate::import::RunMany => $crate::import::Outcomes, invalidates [Sales, Imports, Workspace, History, Records], undo Operation;
            query ImportsWatched "imports_watched" $crate::import::GetWatched => $crate::import::Watched, provides [Imports, Settings];
            query ImportsList "imports_list" $crate::import::List => $crate::import::Batches, provides [Imports];
            query ImportReport "import_report" $crate::import::GetReport => $crate::import::Report, provides [Imports];
            query ImportRefused "import_refused" $crate::import::GetRefused => $crate::import::RefusedRows, provides [Imports];
            job ImportUndo "import_undo" $crate::import::UndoImport => $crate::import::Batches, invalidates [Sales, Imports, Workspace, History, Records], undo Operation;

            query Measures "measures" $crate::sales::GetMeasures => $crate::sales::Measures, provides [Settings];
            query SalesSummary "sales_summary" $crate::sales::GetSummary => $crate::sales::Summary, provides [Sales, Settings];
            query SalesSeries "sales_series" $crate::sales::GetSeries => $crate::sales::Series, provides [Sales, Settings];
            query SalesBreakdown "sales_breakdown" $crate::sales::GetBreakdown => $crate::sales::Breakdown, provides [Sales, Settings];
            query SalesLines "sales_lines" $crate::sales::GetLines => $crate::sales::Lines, provides [Sales, Settings];
            query SalesFilterOptions "sales_filter_options" $crate::sales::GetFilterOptions => $crate::sales::FilterOptions, provides [Sales];

            query Products "products" $crate::products::GetProducts => $crate::products::Products, provides [Sales, Settings];
            query Product "product" $crate::product::GetProduct => $crate::product::Product, provides [Sales, Records, Settings];
            query RunOut "run_out" $crate::run_out::GetRunOut => $crate::run_out::RunOut, provides [Sales, Records, Settings];

            job ForecastTrain "forecast_train" $crate::forecast::TrainForecast => $crate::forecast::ModelCard, invalidates [Forecasts, History], undo Operation;
            query Forecasts "forecasts" $crate::forecast::GetForecasts => $crate::forecast::Forecasts, provides [Forecasts, Sales, Records];
            query Forecast "forecast" $crate::forecast::GetForecast => $crate::forecast::ProductForecast, provides [Forecasts, Sales, Records];
            query ForecastModels "forecast_models" $crate::forecast::GetModels => $crate::forecast::Models, provides [Forecasts, Sales];
            mutation ForecastUse "forecast_use" $crate::forecast::UseModel => $crate::forecast::ModelCard, invalidates [Forecasts, History], undo Operation;
            mutation ForecastCorrect "forecast_correct" $crate::forecast::CorrectForecast => $crate::forecast::Corrections, invalidates [Forecasts, History], undo Operation;

            query Reorder "reorder" $crate::reorder::GetReorder => $crate::reorder::Reorder, provides [Forecasts, Sales, Records, Settings];
            query ReorderWhy "reorder_why" $crate::reorder::GetReorderWhy => $crate::reorder::ReorderWhy, provides [Forecasts, Sales, Records, Settings];
            mutation ReorderPropose "reorder_propose" $crate::reorder::ProposeReorder => $crate::proposals::Proposals, invalidates [Proposals, Records, History], undo Operation;
            job ReorderReplay "reorder_replay" $crate::reorder::ReplayReorder => $crate::reorder::Replay, invalidates [], undo Nothing;
            query ReorderDraft "reorder_draft" $crate::reorder::DraftOrder => $crate::export::ExportedFile, provides [];
            query Decisions "decisions" $crate::reorder::GetDecisions => $crate::reorder::Decisions, provides [Forecasts, Sales, Records, Settings, Proposals];
            query Suppliers "suppliers" $crate::reorder::GetSuppliers => $crate::reorder::Suppliers, provides [Records];

            query Prices "prices" $crate::price::GetPrices => $crate::price::Prices, provides [Forecasts, Sales, Records, Settings, Proposals];
            query Price "price" $crate::price::GetPrice => $crate::price::Price, provides [Forecasts, Sales, Records, Settings, Proposals];
            query PriceWhatIf "price_what_if" $crate::price::WhatIf => $crate::price::WhatIfAnswer, provides [Forecasts, Sales, Records, Settings];
            query PriceFor "price_for" $crate::price::GetPriceFor => $crate::price::PriceFor, provides [Forecasts, Sales, Records, Settings];
            query PriceCalendar "price_calendar" $crate::price::GetPriceCalendar => $crate::price::PriceCalendar, provides [Records, Proposals];
            mutation PricePropose "price_propose" $crate::price::ProposePrices => $crate::proposals::Proposals, invalidates [Proposals, History], undo Operation;
            job PriceReplay "price_replay" $crate::price::ReplayPrices => $crate::price::PriceReplay, invalidates [], undo Nothing;
            job PriceTrain "price_train" $crate::price::TrainPrices => $crate::price::PriceAgent, invalidates [Forecasts], undo Nothing;
            mutation PriceTest "price_test" $crate::price::PlanPriceTest => $crate::price::PriceTest, invalidates [Proposals, History], undo Operation;
            query PriceTestFound "price_test_found" $crate::price::GetPriceTest => $crate::price::PriceTestFound, provides [Sales, Proposals];

            query Proposals "proposals" $crate::proposals::GetProposals => $crate::proposals::Proposals, provides [Proposals];
            query Proposal "proposal" $crate::proposals::GetProposal => $crate::proposals::Proposal, provides [Proposals];
            mutation ProposalDecide "proposal_decide" $crate::proposals::DecideProposal => $crate::proposals::Proposal, invalidates [Proposals, Records, History], undo Operation;
            mutation ProposalExport "proposal_export" $crate::proposals::ExportProposal => $crate::export::ExportedFile, invalidates [Proposals, Records], undo Never("A file that was handed on cannot be called back; cancel the purchase order instead.");

            query PurchaseOrders "purchase_orders" $crate::purchase_orders::GetPurchaseOrders => $crate::purchase_orders::PurchaseOrders, provides [Records, Proposals];
            mutation PurchaseOrderChange "purchase_order_change" $crate::purchase_orders::ChangePurchaseOrder => $crate::purchase_orders::PurchaseOrders, invalidates [Records, Sales, History], undo Operation;

            query Records "records" $crate::records::GetRecords => $crate::records::Records, provides [Records];
            mutation RecordsPut "records_put" $crate::records::PutRecords => $crate::records::RecordsChanged, invalidates [Records, Sales, History], undo Operation;
            mutation RecordsDrop "records_drop" $crate::records::DropRecords => $crate::records::RecordsChanged, invalidates [Records, Sales, History], undo Operation;

            query Quality "quality" $crate::quality::GetQuality => $crate::quality::Quality, provides [Sales, Records, Imports, Settings];
            query QualityFinding "quality_finding" $crate::quality::GetFinding => $crate::quality::FindingRows, provides [Sales, Records, Imports, Settings];
            query Reconciliation "reconciliation" $crate::quality::GetReconciliation => $crate::quality::Reconciliation, provides [Sales, Settings];

            query PrivacyPeople "privacy_people" $crate::privacy::GetPeople => $crate::privacy::People, provides [Records, Sales];
            job PrivacyForget "privacy_forget" $crate::privacy::Forget => $crate::privacy::Forgotten, invalidates [Sales, Records, Imports, History], undo Never("What told who the person is was removed for good, from the originals too.");

            job SqlRun "sql_run" $crate::sql::RunSql => $crate::sql::SqlResult, invalidates [], undo Nothing;
            query SqlSchema "sql_schema" $crate::sql::GetSchema => $crate::sql::Schema, provides [Sales];

            job Export "export" $crate::export::Export => $crate::export::ExportedFile, invalidates [], undo Nothing;

            query History "history" $crate::history::GetHistory => $crate::history::History, provides [History];
            job UndoLast "undo_last" $crate::history::UndoLast => $crate::history::History, invalidates [Settings, Sales, Imports, Workspace, History, Records, Forecasts, Proposals], undo By("redo_last");
            job RedoLast "redo_last" $crate::history::RedoLast => $crate::history::History, invalidates [Settings, Sales, Imports, Workspace, History, Records, Forecasts, Proposals], undo By("undo_last");

            query JobsList "jobs" $crate::JobsList => $crate::Jobs, provides [Jobs];
            query JobGet "job" $crate::JobGet => $crate::JobView, provides [Jobs];
            mutation JobCancel "job_cancel" $crate::JobCancel => $crate::JobView, invalidates [Jobs], undo Never("The work starts anew when it is asked for again; data is as before it.");
        }
    };
}

macro_rules! kind {
    (query) => {
        Kind::Query
    };
    (mutation) => {
        Kind::Mutation
    };
    (job) => {
        Kind::Job
    };
}

macro_rules! provides {
    (provides [$($tag:ident),*]) => { &[$(Tag::$tag),*] };
    (invalidates $tags:tt) => { &[] };
}

macro_rules! invalidates {
    (invalidates [$($tag:ident),*]) => { &[$(Tag::$tag),*] };
    (provides $tags:tt) => { &[] };
}

// No rule for a mutation or a job that does not say how it is undone: its line does not compile.
macro_rules! undo {
    (query) => {
        Undo::Nothing
    };
    ($kind:ident Nothing) => {
        Undo::Nothing
    };
    ($kind:ident Operation) => {
        Undo::Operation
    };
    ($kind:ident By $name:literal) => {
        Undo::By($name)
    };
    ($kind:ident Never $reason:literal) => {
        Undo::Never($reason)
    };
}

macro_rules! define_commands {
    ($($kind:ident $variant:ident $name:literal $request:ty => $reply:ty,
        $tags:ident $list:tt $(, undo $undo:ident $(($text:literal))?)?;)*) => {
        /// Every command of the list.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Command {
            $(#[doc = concat!("`", $name, "`")] $variant,)*
        }

        impl Command {
            /// Every command, in the order of the list.
            pub const ALL: &'static [Command] = &[$(Command::$variant),*];

            /// What the list says about the command.
            pub const fn info(self) -> CommandInfo {
                match self {
                    $(Command::$variant => CommandInfo {
                        name: $name,
                        kind: kind!($kind),
                        provides: provides!($tags $list),
                        invalidates: invalidates!($tags $list),
                        undo: undo!($kind $($undo $($text)?)?),
                    },)*
                }
            }

            /// The command of a name on the wire.
            pub fn from_name(name: &str) -> Option<Command> {
                match name {
                    $($name => Some(Command::$variant),)*
                    _ => None,
                }
            }
        }

        $(impl Call for $request {
            type Reply = $reply;
            const COMMAND: Command = Command::$variant;
        })*
    };
}

with_commands!(define_commands);
