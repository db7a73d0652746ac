"""Pages on which a desk hands in its register, watches it being taken in, and gets it back with reasons."""
