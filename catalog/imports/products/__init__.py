"""Product files: a layout reads each row, COPY stages it, set-based SQL compares and writes.

``row`` is what a layout makes of a row, ``reading`` finds the layout and yields rows, ``staged`` holds the
temporary tables, ``neighbours`` brands, departments and attributes, ``upsert`` the statements.
"""
