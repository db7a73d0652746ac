"""The page on which anybody checks a pass in a browser, without a network once it was open, and without telling us."""
