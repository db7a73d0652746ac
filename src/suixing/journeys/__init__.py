"""Journeys take several rooms: each module here is one undertaking of an office or a person, from its start to
its end, and calls only the actions and queries of the rooms below."""
