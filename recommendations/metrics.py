"""Every measurement of the recommender that Prometheus may read, named once."""

from __future__ import annotations

from prometheus_client import Counter, Histogram

MILLISECONDS = (0.0005, 0.001, 0.002, 0.005, 0.01, 0.015, 0.025, 0.05, 0.1, 0.3, 1.0)

answers = Counter(
    "shelfwise_recommendation_answers_total",
    "Slates by placement and by the step of the fallback ladder that answered.",
    ["placement", "rung"],
)
seconds = Histogram(
    "shelfwise_recommendation_seconds",
    "Time a page spent on all its recommendations.",
    buckets=MILLISECONDS,
)
failures = Counter(
    "shelfwise_recommendation_failures_total",
    "Steps that failed or took too long, whatever the page then showed instead.",
    ["step"],
)
reports = Counter(
    "shelfwise_recommendation_reports_total",
    "Cards of rows that were seen, clicked or refused: clicked over seen is the click-through rate.",
    ["placement", "kind"],
)
events_spilled = Counter(
    "shelfwise_events_spilled_total",
    "Events written straight to the table because Redis was away.",
)
unknown_circumstances = Counter(
    "shelfwise_rule_circumstances_unknown_total",
    "Circumstances that a program told of and no rule can ask for.",
)
untold_circumstances = Counter(
    "shelfwise_rule_circumstances_untold_total",
    "Pages whose request did not tell a circumstance that rules may ask for.",
    ["circumstance"],
)
features_compared = Counter(
    "shelfwise_logged_features_compared_total",
    "Feature values of logged slates that were computed again from the event log.",
)
features_skewed = Counter(
    "shelfwise_logged_features_skewed_total",
    "Of those, the ones that came out otherwise.",
    ["feature"],
)
