"""Numbers that states give to people and companies, a table for each region."""
