"""One script a figure; each prints a table and a ratio to its anchor."""
