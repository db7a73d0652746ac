"""Floor 6: agreements, records, withdrawals; no person is held without one (G1)."""
