"""Many products changed at once: a plan that shows every line before and after, then all of it or nothing.

``lines`` is what a plan is made of; ``prices``, ``visibility`` and ``places`` make plans; ``carrying_out`` writes them.
"""
