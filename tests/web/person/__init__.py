"""The pages of one person's record, answered in process."""
