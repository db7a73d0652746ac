"""The pages of one person's record at the desk: see, correct, move, confirm, carry away, withdraw, erase."""
