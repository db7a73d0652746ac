"""A start code on its way to the page that shows it, with whose it is."""

from django.http import HttpRequest

from suixing.web.shown_once import ShownOnce

START_CODE = ShownOnce("start_code", "staff_code_shown")


def show_once(request: HttpRequest, code: str, name: str, username: str, office: str) -> str:
    """Keep the code for the next page; its path."""
    return START_CODE.keep(request, code=code, name=name, username=username, office=office)
