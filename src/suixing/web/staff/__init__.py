"""Pages of staff administrators: the officers of their own office, and how it is reached."""
