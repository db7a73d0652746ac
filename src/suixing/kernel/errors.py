"""Errors that are meant for a person: what happened, what was kept, what to do next."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sentence:
    """One text in the two languages that every person can choose from."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """The text for a language tag such as ``zh-hans`` or ``en``; English for any other."""
        return self.zh if language.lower().startswith("zh") else self.en

    def format(self, **values: object) -> "Sentence":
        """The sentence with its ``{placeholders}`` filled; never put personal data into one."""
        return Sentence(self.zh.format(**values), self.en.format(**values))

    def both(self) -> str:
        """Chinese first, then English, for terminals and files that know no language."""
        return f"{self.zh} {self.en}"


class Refusal(Exception):  # noqa: N818 - it is an answer, not a fault of the program
    """An expected "no": carries the sentence for the person and never a personal datum.

    Commands print the sentence and end with exit code 2; pages show it.
    """

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(sentence.en)
        self.sentence = sentence
