"""The life of a node: made, run, inspected, backed up, restored. Touches data folder and database."""
