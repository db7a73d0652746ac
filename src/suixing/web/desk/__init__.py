"""Pages at the desk: what is due, finding a person, registering her."""
