"""What `gdr report` and `gdr review` show: a page about one output."""
