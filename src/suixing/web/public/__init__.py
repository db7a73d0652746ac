"""Pages for everyone, without sign-in: what Suixing is, and whether this node is well."""
