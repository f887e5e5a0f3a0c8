"""Races over real HTTP: a gunicorn with two processes on PostgreSQL, and shoppers who press "Pay" at the same moment.

Each race has a negative control: the same schedule against :mod:`orders.tests.concurrency.unguarded`, where the guards are
taken out, must break a promise. A race test that cannot fail proves nothing.
"""
