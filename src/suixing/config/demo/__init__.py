"""Three nodes of the demonstration: made once, filled by what pages and listeners call, run side by side."""
