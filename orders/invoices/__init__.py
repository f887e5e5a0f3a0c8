"""Invoices: numbered without gaps when an order is paid, drawn as PDF by the worker, kept as they were sent."""
