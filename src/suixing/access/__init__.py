"""Floor 4: which office may see which person: ties. Later officers, roles and sign-in."""
