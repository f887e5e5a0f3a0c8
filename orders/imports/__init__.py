"""Order lines from other shops' files: read and judged without a database, then written in bulk.

``lines`` reads a file into columns, ``codes`` tells products from fees, ``returns`` lets cancellations
cancel what they cancel, ``history`` puts the three together into one judged history; ``write`` stores it.
"""
