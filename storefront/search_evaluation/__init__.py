"""How good search is on a catalogue and its judgements: the shop's own code against plain rivals."""
