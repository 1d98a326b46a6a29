"""What `stores/gcs.py` stands on: the client with its failures, and the two streams."""
