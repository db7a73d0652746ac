"""Journeys of cases: open one, read it, take a step, what arrives from the other side, what runs out."""
