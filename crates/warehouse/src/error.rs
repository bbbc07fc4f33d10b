//! What can go wrong in the warehouse, told apart as far as a caller acts differently.

/// Result of this crate.
pub type Result<T> = std::result::Result<T, WarehouseError>;

/// Why the warehouse could not answer.
#[derive(Debug, thiserror::Error)]
pub enum WarehouseError {
    /// The file is no DuckDB database, or its contents contradict themselves.
    #[error("the warehouse is damaged: {0}")]
    Damaged(String),
    /// An older Kontor made the tables: the file is to be rebuilt from the originals.
    #[error("the warehouse was made by an older version")]
    Older,
    /// A newer Kontor or DuckDB wrote the file.
    #[error("the warehouse was written by a newer version ({0})")]
    Newer(String),
    /// Another process has the file open.
    #[error("the warehouse is open in another process")]
    Busy,
    /// No space left for data or for intermediate results.
    #[error("the disk is full")]
    DiskFull,
    /// More memory was needed than the limit, even with the disk's help.
    #[error("not enough memory: {0}")]
    Memory(String),
    /// The operating system refused to read or write.
    #[error("{0}")]
    Io(String),
    /// Interrupted on request.
    #[error("cancelled")]
    Cancelled,
    /// Interrupted by the time limit.
    #[error("the time limit passed")]
    TimeLimit,
    /// The console was given something other than one SELECT.
    #[error("only one SELECT can be run here")]
    NotOneSelect,
    /// DuckDB refused the statement that a person wrote.
    #[error("{0}")]
    Statement(String),
    /// What was asked for is not in the warehouse.
    #[error("{0}")]
    NotFound(String),
    /// A statement of ours failed: a defect.
    #[error("{0}")]
    Defect(String),
}

impl From<duckdb::Error> for WarehouseError {
    fn from(error: duckdb::Error) -> Self {
        let text = match &error {
            duckdb::Error::DuckDBFailure(_, Some(message)) => message.clone(),
            other => other.to_string(),
        };
        // DuckDB's C interface gives the kind of an error only in its text.
        let has = |needle: &str| text.contains(needle);
        if has("INTERRUPT") || has("Interrupted") {
            WarehouseError::Cancelled
        } else if has("No space left")
            || has("disk full")
            || has("not enough space")
            || has("max_temp_directory_size")
        {
            WarehouseError::DiskFull
        } else if has("Could not set lock")
            || has("Conflicting lock")
            || has("being used by another process")
        {
            WarehouseError::Busy
        } else if has("Out of Memory") {
            WarehouseError::Memory(text)
        } else if has("newer version of DuckDB") || has("was created with a newer") {
            WarehouseError::Newer(text)
        } else if has("not a valid DuckDB database")
            || has("Corrupt")
            || has("corrupt")
            || has("checksum")
            || has("Serialization Error")
        {
            WarehouseError::Damaged(text)
        } else if has("IO Error") || has("Permission Error") {
            WarehouseError::Io(text)
        } else {
            WarehouseError::Defect(text)
        }
    }
}
