"""The desk's journeys under the role and the row-level security under which they really run."""
