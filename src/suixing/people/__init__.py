"""Floor 5: person, identifiers, accounts, residences, moves, mandates, matching, erasure."""
