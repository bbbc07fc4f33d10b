//! Waiting for what the engine tells.

use kontor_api::{Command, Event, Tag};
use tokio::sync::broadcast::{Receiver, error::RecvError};

/// The next event, or `None` once the engine has ended.
///
/// A host that reads too slowly misses some. What it shows may then be stale, whatever it is, and
/// that is what it hears instead.
pub async fn next_event(events: &mut Receiver<Event>) -> Option<Event> {
    match events.recv().await {
        Ok(event) => Some(event),
        Err(RecvError::Lagged(_)) => Some(Event::Changed { tags: every_tag() }),
        Err(RecvError::Closed) => None,
    }
}

/// Every tag that a query provides.
fn every_tag() -> Vec<Tag> {
    let mut tags = Vec::new();
    for tag in Command::ALL.iter().flat_map(|command| command.info().provides) {
        if !tags.contains(tag) {
            tags.push(*tag);
        }
    }
    tags
}

#[cfg(test)]
mod tests {
    use super::*;
    use tokio::sync::broadcast;

    #[tokio::test]
    async fn a_slow_reader_hears_that_everything_is_stale() {
        let (sender, mut receiver) = broadcast::channel(1);
        for _ in 0..3 {
            sender.send(Event::Changed { tags: vec![Tag::Sales] }).unwrap();
        }
        let Some(Event::Changed { tags }) = next_event(&mut receiver).await else {
            panic!("no event");
        };
        assert!(tags.len() > 1 && tags.contains(&Tag::Jobs));
        drop(sender);
        assert!(next_event(&mut receiver).await.is_some(), "the last event is still there");
        assert_eq!(next_event(&mut receiver).await, None);
    }
}
