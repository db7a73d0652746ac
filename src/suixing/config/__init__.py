"""Floor 10: settings, the ``suixing`` command, the embedded engine. Puts the house together."""
