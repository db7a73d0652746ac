"""Floor 9: pages by audience; forms, templates, assets. Calls actions and queries of lower rooms."""
