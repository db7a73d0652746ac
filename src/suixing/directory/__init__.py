"""Floor 6: where offices are found: telephone, street address, opening hours, and who is competent for a place."""
