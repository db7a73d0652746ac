"""Pages of the operator of the exchange: nodes, what is stuck, keys, traffic; no person and no case."""
