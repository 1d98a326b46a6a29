"""What numbers of persons, accounts and things are made of: check digits, validity, layouts."""
