//! What happens, told as it happens.

use crate::Shared;
use axum::{
    extract::State,
    response::{
        IntoResponse,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures_util::stream;
use kontor_host::next_event;

/// `GET /api/events`: the engine's events as server-sent events, until the server ends.
pub(crate) async fn stream(State(site): State<Shared>) -> impl IntoResponse {
    let start = (site.engine.events(), site.stopped.clone());
    let events = stream::unfold(start, |(mut events, mut stopped)| async move {
        let event = tokio::select! {
            event = next_event(&mut events) => event?,
            _ = stopped.wait_for(|stopped| *stopped) => return None,
        };
        Some((Event::default().json_data(event), (events, stopped)))
    });
    Sse::new(events).keep_alive(KeepAlive::default())
}
