"""The nation's node: parcels for other nodes are kept until those hold them; none can be read here."""
