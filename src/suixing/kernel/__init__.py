"""Floor 0: ids, errors and cryptographic primitives. Knows no other room and no Django."""
