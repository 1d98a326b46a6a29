"""What a model is asked for a sample, and how its answer becomes edits."""
