"""What every layer above shares: records, errors, protocols, registry, surrogates, parts."""
