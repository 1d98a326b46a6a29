"""What `gdr verify` looks at."""
