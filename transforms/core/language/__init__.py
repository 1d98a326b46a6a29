"""Words, in several languages: for the checks that find names, and for surrogates."""
