"""What calls to a model's service reach: `make bench-calls` prints it beside what is wanted."""
