//! Which workspace is meant when none is named.

use kontor_api::workspace::Status;

/// The folder of the workspace that was open last, of those that are still there.
pub fn latest_workspace(status: &Status) -> Option<String> {
    let mut there = status.recent.iter().filter(|recent| recent.exists);
    there.next().map(|recent| recent.folder.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use kontor_api::{
        domain::Language,
        preferences::{Preferences, Theme},
        workspace::Recent,
    };

    #[test]
    fn a_folder_that_is_gone_is_passed_over() {
        let recent = |folder: &str, exists| Recent {
            folder: folder.into(),
            name: String::new(),
            exists,
            opened_at: None,
        };
        let mut status = Status {
            version: String::new(),
            open: None,
            recent: vec![recent("a", false), recent("b", true), recent("c", true)],
            samples: Vec::new(),
            default_folder: String::new(),
            preferences: Preferences {
                language: Language::En,
                theme: Theme::System,
                person: String::new(),
            },
        };
        assert_eq!(latest_workspace(&status).as_deref(), Some("b"));
        status.recent.truncate(1);
        assert_eq!(latest_workspace(&status), None);
    }
}
