"""Where PostgreSQL and Redis are, and the private ones a developer's machine gets for free."""
