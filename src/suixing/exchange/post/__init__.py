"""What travels between nodes: written and sealed here, taken to the next hop, opened and stored there."""
