"""Floor 4: messages between two offices: sealed, in order, exactly once, with signed evidence. A payload is opaque."""
