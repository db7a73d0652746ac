"""Wallets that nobody here wrote: what they are offered, and how they show it (OpenID4VCI 1.0, OpenID4VP 1.0)."""
