"""One scenario, played twice: with a matter that nobody else may learn of, and without it (docs/refusals.md)."""
