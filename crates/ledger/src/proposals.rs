//! Proposals: what was proposed, what was decided about it, by whom and when.
//!
//! The ledger knows how one stands; what it is about, it keeps as whoever made it wrote it, so that a
//! new kind changes nothing here. A proposal is never removed: one that undo took away is withdrawn,
//! and redo brings it back.

use crate::{Ledger, LedgerError, text};
use kontor_api::proposals::ProposalState;
use kontor_domain::DateTime;
use rusqlite::Row;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub(crate) const CREATE: &str = "
    CREATE TABLE proposals (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,
        subject TEXT NOT NULL,
        made_at TEXT NOT NULL,
        made_by TEXT NOT NULL,
        body TEXT NOT NULL,
        standing TEXT NOT NULL,
        withdrawn INTEGER NOT NULL DEFAULT 0 CHECK (withdrawn IN (0, 1))
    ) STRICT;
";

/// Something that is proposed.
#[derive(Debug, Clone, PartialEq)]
pub struct NewProposal {
    /// Its kind, such as `reorder`.
    pub kind: String,
    /// What it is about: of a reorder the supplier.
    pub subject: String,
    /// Who makes it.
    pub made_by: String,
    /// The rest, as its kind writes it.
    pub body: Value,
}

/// A proposal.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredProposal {
    /// What was proposed.
    pub proposed: NewProposal,
    /// When, UTC.
    pub made_at: DateTime,
    /// How it stands.
    pub standing: Standing,
}

/// How a proposal stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// Its number.
    pub id: i64,
    /// Its state.
    pub state: ProposalState,
    /// When it was decided, UTC.
    pub decided_at: Option<DateTime>,
    /// By whom.
    pub decided_by: Option<String>,
    /// When a file of it was handed on, UTC.
    pub exported_at: Option<DateTime>,
    /// Why it was decided so.
    pub note: String,
    /// What came of it.
    pub outcome: Option<String>,
}

impl Ledger {
    /// Keeps a proposal, open, and returns its number.
    ///
    /// # Errors
    /// Those of writing: [`LedgerError::DiskFull`], [`LedgerError::Io`], [`LedgerError::Busy`].
    pub fn propose(&self, proposal: &NewProposal, at: DateTime) -> Result<i64, LedgerError> {
        self.atomically(|| {
            self.conn.execute(
                "INSERT INTO proposals (kind, subject, made_at, made_by, body, standing) VALUES (?1, ?2, ?3, ?4, ?5, '')",
                (
                    &proposal.kind,
                    &proposal.subject,
                    at.to_string(),
                    &proposal.made_by,
                    proposal.body.to_string(),
                ),
            )?;
            let id = self.conn.last_insert_rowid();
            self.stand(&Standing {
                id,
                state: ProposalState::Open,
                decided_at: None,
                decided_by: None,
                exported_at: None,
                note: String::new(),
                outcome: None,
            })?;
            Ok(id)
        })
    }

    /// Notes how a proposal stands now.
    ///
    /// # Errors
    /// Those of writing: [`LedgerError::DiskFull`], [`LedgerError::Io`], [`LedgerError::Busy`].
    pub fn stand(&self, standing: &Standing) -> Result<(), LedgerError> {
        self.conn.execute(
            "UPDATE proposals SET standing = ?2, withdrawn = 0 WHERE id = ?1",
            (standing.id, text::to_json(standing)?),
        )?;
        Ok(())
    }

    /// Every proposal that is not withdrawn, the newest first.
    ///
    /// # Errors
    /// Those of reading: [`LedgerError::Io`], [`LedgerError::Damaged`].
    pub fn proposals(&self) -> Result<Vec<StoredProposal>, LedgerError> {
        self.rows("SELECT * FROM proposals WHERE NOT withdrawn ORDER BY id DESC", [], read)
    }

    /// The proposal with this number; `None` also if it is withdrawn.
    ///
    /// # Errors
    /// Those of reading: [`LedgerError::Io`], [`LedgerError::Damaged`].
    pub fn proposal(&self, id: i64) -> Result<Option<StoredProposal>, LedgerError> {
        let select = "SELECT * FROM proposals WHERE NOT withdrawn AND id = ?1";
        Ok(self.rows(select, [id], read)?.pop())
    }

    /// How each proposal stands, by number.
    ///
    /// # Errors
    /// Those of reading: [`LedgerError::Io`], [`LedgerError::Damaged`].
    pub fn standings(&self) -> Result<Vec<Standing>, LedgerError> {
        let select = "SELECT standing FROM proposals WHERE NOT withdrawn ORDER BY id";
        self.rows(select, [], |row| text::from_json(&row.get::<_, String>(0)?, WHAT))
    }

    /// Lets proposals stand as these say, and withdraws all others.
    ///
    /// # Errors
    /// Those of writing: [`LedgerError::DiskFull`], [`LedgerError::Io`], [`LedgerError::Busy`].
    pub fn put_standings(&self, standings: &[Standing]) -> Result<(), LedgerError> {
        self.atomically(|| {
            self.conn.execute("UPDATE proposals SET withdrawn = 1", [])?;
            standings.iter().try_for_each(|standing| self.stand(standing))
        })
    }
}

const WHAT: &str = "a proposal";

fn read(row: &Row<'_>) -> Result<StoredProposal, LedgerError> {
    let (made_at, body): (String, String) = (row.get("made_at")?, row.get("body")?);
    let standing: String = row.get("standing")?;
    Ok(StoredProposal {
        proposed: NewProposal {
            kind: row.get("kind")?,
            subject: row.get("subject")?,
            made_by: row.get("made_by")?,
            body: text::from_json(&body, WHAT)?,
        },
        made_at: text::to_moment(&made_at, WHAT)?,
        standing: text::from_json(&standing, WHAT)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn at() -> DateTime {
        "2026-03-01T09:30:00".parse().unwrap()
    }

    /// Of a kind that this crate has never heard of.
    fn proposal(subject: &str) -> NewProposal {
        NewProposal {
            kind: "window display".to_owned(),
            subject: subject.to_owned(),
            made_by: "Ada".to_owned(),
            body: json!({ "lamps": [1, 2] }),
        }
    }

    #[test]
    fn a_proposal_comes_back_as_it_was_made_and_decided() {
        let ledger = Ledger::scratch();
        let (first, second) = (
            ledger.propose(&proposal("left"), at()).unwrap(),
            ledger.propose(&proposal("right"), at()).unwrap(),
        );
        let stored = ledger.proposal(first).unwrap().unwrap();
        assert_eq!((stored.proposed, stored.made_at), (proposal("left"), at()));
        assert_eq!(stored.standing.state, ProposalState::Open);
        let approved = Standing {
            state: ProposalState::Approved,
            decided_at: Some(at()),
            decided_by: Some("Ada".to_owned()),
            note: "bright".to_owned(),
            outcome: Some("K-1".to_owned()),
            ..stored.standing
        };
        ledger.stand(&approved).unwrap();
        assert_eq!(ledger.proposal(first).unwrap().unwrap().standing, approved);
        let ids: Vec<i64> =
            ledger.proposals().unwrap().iter().map(|each| each.standing.id).collect();
        assert_eq!(ids, [second, first]);
    }

    #[test]
    fn what_is_withdrawn_can_be_brought_back_and_its_number_is_not_given_again() {
        let ledger = Ledger::scratch();
        let first = ledger.propose(&proposal("left"), at()).unwrap();
        let before = ledger.standings().unwrap();
        let second = ledger.propose(&proposal("right"), at()).unwrap();
        let after = ledger.standings().unwrap();
        ledger.put_standings(&before).unwrap();
        assert_eq!(ledger.standings().unwrap(), before);
        assert_eq!(ledger.proposal(second).unwrap(), None);
        assert!(ledger.propose(&proposal("door"), at()).unwrap() > second);
        ledger.put_standings(&after).unwrap();
        assert_eq!(ledger.standings().unwrap(), after);
        assert_eq!(ledger.proposal(second).unwrap().unwrap().proposed, proposal("right"));
        assert_eq!(ledger.proposal(first).unwrap().unwrap().standing.state, ProposalState::Open);
    }
}
