"""Floor 3: divisions and their history, offices of every kind, address reading."""
