"""What to show: the loop from a shopper's click to the next page, in twelve lines.

1.  A page or an order announces what happened; ``receivers`` hears it and writes an ``events.log`` line.
2.  The line waits in a Redis stream (``events.stream``) and is on the shopper's ``events.live`` session at once.
3.  A worker drains the stream into one append-only table, cut by month; twice is once.
4.  Every night ``training.pipeline`` reads the log back as columns (``events.read``) and fits each source.
5.  A source leaves numpy arrays under a checksum (``registry.artefacts``); a gate judges the version.
6.  What passes goes live in one transaction (``registry.promotion``); going back is the same step.
7.  Every web process notices within seconds and maps the arrays (``serving.bundle``); no training library there.
8.  ``{% carousel %}`` asks ``serving.page``, a program asks ``serving.recommend``: one recipe.
9.  ``serving.plan`` names the ``candidates`` and their weights; ``blending`` mixes and spreads them.
10. ``serving.shelf`` asks the shop what is visible, in stock and not in the cart: one query, the last word.
11. When anything fails, ``serving.fallback`` shows what was kept, what is popular, or nothing; never an error.
12. The page reports what was seen and clicked under the slate's seal (``api.beacon``): back to line 1.
"""
