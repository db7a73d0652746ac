"""Pages of supervisors: the offices below, how they serve; clocks and counts, never persons."""
