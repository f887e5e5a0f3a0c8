"""The rules of the house: what staff say beyond what shoppers do.

A rule is a row that staff write in admin, or a class in ``classes/`` with a row that switches and times it.
:mod:`~recommendations.rules.engine` is a pure function over the columns of a few hundred candidates; each step
leaves a trace that says which rule moved what.
"""
