"""What `gdr scan` counts and writes."""
