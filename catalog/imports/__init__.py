"""Files from outside: every row read is accepted or rejected, and every decision is counted.

The way of a file: ``files`` (bytes to text) → ``tables`` or ``records`` (text to rows) → ``columns`` (whose
column is whose) → a reader of products, order lines or clicks → ``staging`` (COPY) → set-based SQL, all
inside one ``runs.importing`` transaction whose account ends in an ImportRun.
Everything up to the reader is plain Python and needs no database.
"""
