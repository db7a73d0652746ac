"""Comparisons: ours beside a peer or the machine's own limit, in one run, as a ratio."""
