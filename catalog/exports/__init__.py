"""The catalogue as files: a table that the import reads back, and a feed for Google Merchant. Memory stays flat."""
