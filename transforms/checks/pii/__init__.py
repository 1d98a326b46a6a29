"""The scanner and its tables: categories of private data by family."""
