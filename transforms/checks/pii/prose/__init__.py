"""Private data in prose: the tagger for names, places and organisations, and rules for the rest."""
