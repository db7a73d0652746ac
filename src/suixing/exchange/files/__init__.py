"""Files that cross beside messages, piece by piece; what they are is known to upper rooms alone."""
