"""What `stores/s3.py` stands on: the client with its failures, and the two streams."""
