"""Addresses of papers. A paper and a file are named by random numbers, a kind of paper by its place in the rule book.

What a paper is called would tell, in an address and in a browser's history, what a case is about.
"""

from functools import cache

from django.urls import path, register_converter

from suixing.rules.books import shipped_books
from suixing.web.papers import views


@cache
def _kinds() -> tuple[str, ...]:
    return tuple(sorted({code for one in shipped_books() for code in one.papers}))


class KindOfPaper:
    """A kind of paper as a number."""

    regex = "[1-9][0-9]{0,2}"

    def to_python(self, value: str) -> str:
        """The rule book's code; ValueError, which is no such page, where there is none."""
        kinds = _kinds()
        if int(value) > len(kinds):
            raise ValueError
        return kinds[int(value) - 1]

    def to_url(self, code: str) -> str:
        """Its number; ValueError for a code that no rule book has."""
        return str(_kinds().index(code) + 1)


register_converter(KindOfPaper, "kind_of_paper")

urlpatterns = [
    path("<uuid:paper>/", views.paper_open, name="paper_open"),
    path("scan/<uuid:file>/<kind_of_paper:code>/", views.paper_scan, name="paper_scan"),
]
