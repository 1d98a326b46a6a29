"""What `gdr evaluate` measures, one file per benchmark, and what they share."""
