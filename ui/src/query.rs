//! What the window has read, and when it must read again.
//!
//! A reply is kept under its command and request. It is stale once a command that invalidates one
//! of its tags is done, here or in another window; a page that shows it then reads it again and
//! keeps the last value meanwhile.

use crate::transport;
use kontor_api::{ApiError, Call, Command, Tag};
use leptos::{prelude::*, task::spawn_local};
use std::{
    any::Any,
    cell::RefCell,
    collections::{HashMap, VecDeque},
    sync::Arc,
};

/// Replies kept at most; the oldest goes first.
const KEPT: usize = 100;

/// A command with the JSON of its request.
type Key = (Command, String);

struct Kept {
    key: Key,
    reply: Arc<dyn Any + Send + Sync>,
    version: u64,
}

thread_local! {
    static REPLIES: RefCell<VecDeque<Kept>> = const { RefCell::new(VecDeque::new()) };
    /// How often each tag was invalidated.
    static VERSIONS: RefCell<HashMap<Tag, ArcRwSignal<u64>>> = RefCell::default();
}

/// A query as a page sees it.
pub struct Query<T: 'static> {
    /// The last reply, also while a newer one is being read.
    pub value: RwSignal<Option<Arc<T>>>,
    /// Why the last attempt failed.
    pub error: RwSignal<Option<ApiError>>,
    /// Whether a reply is being read.
    pub loading: RwSignal<bool>,
    retry: Trigger,
}

impl<T> Clone for Query<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Query<T> {}

impl<T> Query<T> {
    /// Reads again, after an error.
    pub fn retry(self) {
        self.retry.notify();
    }
}

/// Reads what `request` asks for, and again whenever the request or what it shows changes. While
/// `request` answers `None` nothing is asked and there is no value.
pub fn use_query<C>(request: impl Fn() -> Option<C> + Send + Sync + 'static) -> Query<C::Reply>
where
    C: Call,
    C::Reply: Send + Sync,
{
    let query = Query {
        value: RwSignal::new(None),
        error: RwSignal::new(None),
        loading: RwSignal::new(true),
        retry: Trigger::new(),
    };
    let request = StoredValue::new(request);
    let ask = move || request.with_value(|request| request());
    // Compared as JSON: a signal that moves without changing the request asks nothing anew.
    let asked = Memo::new(move |_| ask().as_ref().map(json));
    let latest = StoredValue::new(0_u64);
    // The request that the value is the reply to.
    let answered = StoredValue::new(None::<String>);
    Effect::new(move |_| {
        query.retry.track();
        version::<C>();
        let asked = asked.get();
        latest.update_value(|run| *run += 1);
        let run = latest.get_value();
        let Some(request) = untrack(ask) else {
            query.value.set(None);
            query.loading.set(false);
            return;
        };
        query.loading.set(true);
        spawn_local(async move {
            let reply = read(&request).await;
            // The page is gone, or has asked for something else since.
            if latest.try_get_value() != Some(run) {
                return;
            }
            match reply {
                Ok(reply) => {
                    answered.set_value(asked);
                    query.value.set(Some(reply));
                    query.error.set(None);
                }
                Err(error) => {
                    // The reply to another question is no answer to this one.
                    if answered.get_value() != asked {
                        query.value.set(None);
                    }
                    query.error.set(Some(error));
                }
            }
            query.loading.set(false);
        });
    });
    query
}

/// Reads once: what is kept and still fresh, or else from the engine.
///
/// # Errors
/// What the command ended with.
pub async fn read<C>(request: &C) -> Result<Arc<C::Reply>, ApiError>
where
    C: Call,
    C::Reply: Send + Sync,
{
    let key = (C::COMMAND, json(request));
    // Taken before the call: what changes meanwhile makes the reply stale.
    let version = untrack(version::<C>);
    if let Some(reply) = fresh(&key, version).and_then(|reply| reply.downcast().ok()) {
        return Ok(reply);
    }
    let reply = Arc::new(transport::call(request).await?);
    keep(Kept { key, reply: reply.clone(), version });
    Ok(reply)
}

/// Makes a change, and marks stale what it invalidates.
///
/// # Errors
/// What the command ended with.
pub async fn change<C: Call>(request: &C) -> Result<C::Reply, ApiError> {
    let reply = transport::call(request).await?;
    invalidate(C::COMMAND.info().invalidates);
    Ok(reply)
}

/// Marks stale what these tags show.
pub fn invalidate(tags: &[Tag]) {
    for tag in tags {
        signal(*tag).update(|version| *version += 1);
    }
}

/// Forgets the replies of a command that looks at something the engine does not watch, such as a
/// file that is not imported yet.
pub fn forget(command: Command) {
    REPLIES.with_borrow_mut(|replies| replies.retain(|kept| kept.key.0 != command));
}

/// Marks everything stale: events may have been missed.
pub fn invalidate_all() {
    for command in Command::ALL {
        invalidate(command.info().provides);
    }
}

/// Rises whenever what the command shows becomes stale.
fn version<C: Call>() -> u64 {
    C::COMMAND.info().provides.iter().map(|tag| signal(*tag).get()).sum()
}

fn signal(tag: Tag) -> ArcRwSignal<u64> {
    VERSIONS.with_borrow_mut(|versions| versions.entry(tag).or_default().clone())
}

fn fresh(key: &Key, version: u64) -> Option<Arc<dyn Any + Send + Sync>> {
    REPLIES.with_borrow(|replies| {
        let kept = replies.iter().find(|kept| kept.key == *key && kept.version == version)?;
        Some(kept.reply.clone())
    })
}

fn keep(kept: Kept) {
    REPLIES.with_borrow_mut(|replies| {
        replies.retain(|other| other.key != kept.key);
        replies.push_back(kept);
        while replies.len() > KEPT {
            replies.pop_front();
        }
    });
}

fn json<C: Call>(request: &C) -> String {
    serde_json::to_string(request).unwrap_or_default()
}
