"""What the journal refuses."""


class JournalMisuse(TypeError):  # noqa: N818 - it says who has to mend something
    """The calling code breaks a rule of the journal: a fault of the program, never of a person."""
