"""The desk's pages about wallets: put a pass into one, and ask that one is shown."""
