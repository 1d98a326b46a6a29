"""What `gdr plan` reckons with."""
