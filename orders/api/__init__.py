"""JSON endpoints of selling: cart, checkout, orders. Every unsafe call carries an ``Idempotency-Key``."""
