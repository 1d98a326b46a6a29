"""What `gdr review` keeps, serves and exports."""
