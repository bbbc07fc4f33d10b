//! What the person prefers, kept beside the list of recent workspaces: no shop knows of it.

use crate::{Engine, Handle, error::Result, jobs::Context};
use kontor_api::{
    domain::Language,
    preferences::{ChangePreferences, GetPreferences, Preferences, Theme},
};
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// What the person chose; the rest is as the system has it, also when that changes.
#[derive(Default, Serialize, Deserialize)]
#[serde(default)]
struct Chosen {
    language: Option<Language>,
    theme: Theme,
    person: Option<String>,
}

impl Engine {
    /// What the person prefers. It is read each time: another process may have changed it.
    pub(crate) fn preferences(&self) -> Preferences {
        let Chosen { language, theme, person } = self.chosen();
        let config = &self.inner.config;
        Preferences {
            language: language.unwrap_or(config.language),
            theme,
            person: person.unwrap_or_else(|| config.person.clone()),
        }
    }

    /// A file that is missing or cannot be read holds nothing that could not be chosen again.
    fn chosen(&self) -> Chosen {
        let text = fs_err::read(self.preferences_file()).unwrap_or_default();
        serde_json::from_slice(&text).unwrap_or_default()
    }

    fn preferences_file(&self) -> PathBuf {
        self.inner.config.state_dir.join("preferences.json")
    }
}

impl Handle<GetPreferences> for Engine {
    fn handle(&self, _: GetPreferences, _: &Context) -> Result<Preferences> {
        Ok(self.preferences())
    }
}

impl Handle<ChangePreferences> for Engine {
    fn handle(&self, request: ChangePreferences, _: &Context) -> Result<Preferences> {
        let (before, after) = (self.preferences(), request.preferences);
        let mut chosen = self.chosen();
        if after.language != before.language {
            chosen.language = Some(after.language);
        }
        chosen.theme = after.theme;
        let person = after.person.trim();
        if person != before.person {
            chosen.person = Some(person.to_owned()).filter(|person| !person.is_empty());
        }
        let text = serde_json::to_vec_pretty(&chosen).map_err(std::io::Error::other)?;
        let draft = self.preferences_file().with_extension("draft");
        fs_err::write(&draft, text)?;
        fs_err::rename(draft, self.preferences_file())?;
        Ok(self.preferences())
    }
}
