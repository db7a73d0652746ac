"""Cases at the desk: what is due, one case with its clocks, the forms of its steps."""
