"""Who the other nodes are: their keys, what they say of themselves, and the list that the hub signs."""
