"""Passes at the desk: the home office issues and prints them, the office of the current place looks at them."""
