"""Her copy of everything as JSON, as FHIR and on paper: one list of parts, an entry for what each room holds."""
