//! What the person prefers. It holds in every shop and takes effect at once; choosing something
//! else takes it back, so no shop's history knows of it.

use crate::{
    kit::toast,
    query::{self, Query},
    theme,
};
use kontor_api::{
    preferences::{ChangePreferences, Preferences},
    workspace::Status,
};
use leptos::{prelude::*, task::spawn_local};

/// Changes a preference. With the reply the engine tells every window that there are others.
pub fn prefer(status: Query<Status>, edit: impl FnOnce(&mut Preferences)) {
    let before = status.value.with_untracked(|status| Some(status.as_ref()?.preferences.clone()));
    let Some(before) = before else { return };
    let mut after = before.clone();
    edit(&mut after);
    if after == before {
        return;
    }
    // Not even an answer is waited for.
    theme::show(after.theme);
    spawn_local(async move {
        if let Err(error) = query::change(&ChangePreferences { preferences: after }).await {
            theme::show(before.theme);
            toast::fail(error);
        }
    });
}
