//! The parts that every page is made of, on native HTML elements. How they look stands in
//! `styles/kit.css` and `styles/chart.css`.
//!
//! Plain buttons, links, headings and tables need no part of ours: they are written as HTML, with
//! the classes `primary`, `quiet`, `danger` for buttons and `num` for cells with numbers.

mod chart;
mod chip;
mod dialog;
mod form;
mod job;
mod kpi;
mod menu;
mod range;
mod row_window;
mod show_sql;
mod states;
mod table;
mod tabs;
mod tip;
pub mod toast;
mod virtual_table;
mod width;

pub use chart::ChartView;
pub use chip::{Chip, Chips};
pub use dialog::Dialog;
pub use form::{Field, SearchField, Select, TextField};
pub use job::{JobSection, RunningJob};
pub use kpi::{Comparison, Kpi, Standing};
pub use menu::{ExportMenu, Menu};
pub use range::RangeBar;
pub use row_window::RowWindow;
pub use show_sql::ShowSql;
pub use states::{Busy, Empty, ErrorState, Progress, Skeleton, live, loaded};
pub use table::{Direction, SortHeader};
pub use tabs::{Choices, Tabs};
pub use tip::Tip;
pub use virtual_table::{PAGE, VirtualTable};
pub use width::use_width;
