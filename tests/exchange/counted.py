"""What tests of nodes count in a node's database: what waits, what left, what had its effect."""

WAITS = """
    SELECT (SELECT count(*) FROM exchange_outbox WHERE refusal = '' AND
               (relayed_at IS NULL OR parcel IS NOT NULL AND consigned_at IS NULL))
         + (SELECT count(*) FROM exchange_inbox WHERE handled_at IS NULL AND refused = '')
         + (SELECT count(*) FROM exchange_parcel) + (SELECT count(*) FROM exchange_signal)
         + (SELECT count(*) FROM exchange_transit WHERE gone_at IS NULL)
         + (SELECT count(*) FROM exchange_coming_file WHERE refusal = '')
"""
"""How much is on its way at a node."""
SENT = "SELECT id::text FROM exchange_outbox WHERE kind LIKE 'pair.%'"
"""Messages of cases that left a node."""
EFFECTS = """
    SELECT i.id::text, i.handled_at IS NOT NULL, CASE i.kind
        WHEN 'pair.asked' THEN (SELECT count(*) FROM cases_case c WHERE c.pair = i.pair AND c.side = 'answering')
        ELSE (SELECT count(*) FROM cases_event e WHERE e.message = i.id) END
    FROM exchange_inbox i WHERE i.kind LIKE 'pair.%'
"""
"""Messages of cases that arrived, whether each was handled, and how many effects it had."""
