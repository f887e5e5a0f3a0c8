"""What runs by the clock, and how often; the names stand in the staff's list of periodic tasks."""

from __future__ import annotations

from typing import Any

from celery.schedules import crontab

SCHEDULE: dict[str, dict[str, Any]] = {
    "deliver the outbox": {"task": "orders.tasks.deliver_outbox", "schedule": 5.0},
    "sweep carts and payments": {"task": "orders.tasks.sweep", "schedule": 60.0},
    "tell what is back in stock": {"task": "orders.tasks.tell_back_in_stock", "schedule": 300.0},
    "start and end sales": {"task": "orders.tasks.apply_sales", "schedule": 60.0},
    "drain the event stream": {"task": "recommendations.tasks.drain_events", "schedule": 5.0},
    "withdraw what was visible until now": {
        "task": "catalog.tasks.withdraw_ended",
        "schedule": 60.0,
    },
    "learn the words of the catalogue": {
        "task": "catalog.tasks.refresh_search_words",
        "schedule": crontab(minute="*/15"),
    },
    "count what shoppers ask": {
        "task": "recommendations.tasks.count_searches",
        "schedule": crontab(minute="*/10"),
    },
    "look after handed-in files": {
        "task": "catalog.tasks.sweep_uploads",
        "schedule": 300.0,
    },
    "take up pictures that nobody fetches": {
        "task": "catalog.tasks.resume_pictures",
        "schedule": 600.0,
    },
    "render what was left unrendered": {
        "task": "catalog.tasks.render_overdue",
        "schedule": crontab(hour=3, minute=40),
    },
    "learn what new products mean": {
        "task": "catalog.tasks.encode_products",
        "schedule": 60.0,
    },
    "read the facts of the dashboard": {
        "task": "storefront.tasks.renew_dashboard",
        "schedule": 300.0,
    },
    "renew visits and counts": {
        "task": "recommendations.tasks.refresh_near_line",
        "schedule": 300.0,
    },
    "compute item features": {
        "task": "recommendations.tasks.refresh_item_features",
        "schedule": crontab(minute=7),
    },
    "take in new products": {
        "task": "recommendations.tasks.take_in_new_products",
        "schedule": 20.0,
    },
    "make rows ready for shoppers who are about": {
        "task": "recommendations.tasks.make_rows_ready",
        "schedule": 30.0,
    },
    "train every model": {
        "task": "recommendations.tasks.train",
        "kwargs": {"judges": True},
        "schedule": crontab(hour=2, minute=0),
    },
    "compare what pages read with the log": {
        "task": "recommendations.tasks.compare_features",
        "schedule": crontab(hour=4, minute=30),
    },
    "set what serves against trivial baselines": {
        "task": "recommendations.tasks.train_leaderboard",
        "schedule": crontab(hour=5, minute=0),
    },
    "sweep sessions that have ended": {
        "task": "storefront.tasks.sweep_sessions",
        "schedule": crontab(hour=1, minute=15),
    },
    "sweep event partitions": {
        "task": "recommendations.tasks.prepare_event_partitions",
        "schedule": crontab(hour=1, minute=0),
    },
}
