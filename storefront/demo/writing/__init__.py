"""Puts the demo shop into the database, by COPY, one noun a file."""
