"""Prometheus metrics. Labels are agents, steps, verbs and routes: never people, never free text."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import generate_latest

REGISTRY = CollectorRegistry()

_MILLISECONDS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.35, 0.7, 1.5, 5.0)

step_seconds = Histogram(
    "learnapp_step_seconds",
    "Time of one step of the event path.",
    ["agent", "step"],
    buckets=_MILLISECONDS,
    registry=REGISTRY,
)
event_seconds = Histogram(
    "learnapp_event_seconds",
    "Time from receiving a learning event to its answer.",
    ["verb"],
    buckets=_MILLISECONDS,
    registry=REGISTRY,
)
events = Counter(
    "learnapp_events_total",
    "Learning events by verb and outcome (stored, duplicate, not_stored, refused, failed).",
    ["verb", "outcome"],
    registry=REGISTRY,
)
fallbacks = Counter(
    "learnapp_fallbacks_total", "Times a fallback stepped in.", ["agent", "fallback"], registry=REGISTRY
)
denials = Counter("learnapp_denials_total", "Requests denied, by reason code.", ["code"], registry=REGISTRY)
http_seconds = Histogram(
    "learnapp_http_seconds",
    "Time of HTTP requests by route and status.",
    ["route", "status"],
    buckets=_MILLISECONDS,
    registry=REGISTRY,
)
queue_depth = Gauge("learnapp_queue_jobs", "Jobs waiting, by queue.", ["queue"], registry=REGISTRY)
queue_lag_seconds = Gauge("learnapp_queue_lag_seconds", "Age of the oldest job that waits.", registry=REGISTRY)
queue_failed = Gauge(
    "learnapp_queue_failed_jobs",
    "Jobs that were given up after all their tries, in the last seven days.",
    registry=REGISTRY,
)
worker_silence = Gauge(
    "learnapp_worker_silence_seconds",
    "Time since a worker last gave a sign of life, which comes every ten seconds; +Inf where none ever did.",
    registry=REGISTRY,
)
backup_age = Gauge(
    "learnapp_backup_age_seconds",
    "Time since the last whole backup that was made from this DATA_DIR; +Inf where none ever was.",
    registry=REGISTRY,
)
feature_lag_seconds = Gauge(
    "learnapp_feature_lag_seconds",
    "How far features are behind: the oldest event that a student's record misses (real_time), and how long the hourly"
    " figures are overdue (hourly). Alarm at 300.",
    ["freshness"],
    registry=REGISTRY,
)
features_behind = Gauge(
    "learnapp_features_behind", "Students' records whose features miss an event.", registry=REGISTRY
)
trainings = Gauge(
    "learnapp_trainings",
    "Trainings of models by kind and how they stand (waiting, running, stopping, done, failed, stopped, interrupted).",
    ["kind", "status"],
    registry=REGISTRY,
)
training_seconds = Gauge(
    "learnapp_training_seconds",
    "Time from asking for a training to its end, waiting included: the longest of those that were done in the last"
    " day; 0 where none was.",
    ["kind"],
    registry=REGISTRY,
)
artefacts_pruned = Gauge(
    "learnapp_model_artefacts_pruned",
    "Versions of models whose files were removed: they serve nowhere and nobody can go back to them.",
    ["kind"],
    registry=REGISTRY,
)
pool_connections = Gauge(
    "learnapp_pool_connections", "Database connections of the event path.", ["state"], registry=REGISTRY
)
cache_available = Gauge("learnapp_cache_available", "1 while the cache answers.", registry=REGISTRY)
audit_unsealed = Gauge("learnapp_audit_unsealed_entries", "Audit entries that wait for their seal.", registry=REGISTRY)
streams_open = Gauge("learnapp_streams_open", "Live displays that follow a class from this process.", registry=REGISTRY)
board_watchers = Gauge("learnapp_board_watchers", "Open instructor boards on this process.", registry=REGISTRY)


def render() -> bytes:
    """Return all metrics in the Prometheus text format."""
    return generate_latest(REGISTRY)
