"""Floor 7: an office's files of procedures, the pairs of two offices, and what each step of them does."""
