"""Floor 1: pure Python, no Django; identifiers' check digits, later calendar, limits and rule books."""
