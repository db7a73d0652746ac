"""The pass that a person carries and shows: issuing, renewing, revoking, and checking what is shown (rules P1–P7)."""
