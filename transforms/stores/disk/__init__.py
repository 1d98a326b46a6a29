"""What `stores/local.py` stands on: drafts, listings, folders, and what the system says."""
