"""Addresses of emergency openings. The numbers in them are those of requests; nothing is about a person."""

from django.urls import path, register_converter
from django.urls.converters import IntConverter

from suixing.web.break_glass import asking, reviewing, second


class RequestNumber(IntConverter):
    """A number that a request can have; a longer one, which the database could not even compare, is no address."""

    regex = "[0-9]{1,18}"


register_converter(RequestNumber, "request_number")

urlpatterns = [
    path("desk/break-glass/", asking.mine, name="break_glass"),
    path("desk/break-glass/ask/", asking.ask, name="break_glass_ask"),
    path("desk/break-glass/<request_number:number>/close/", asking.close, name="break_glass_close"),
    path("second/", second.put_to_us, name="second"),
    path("second/<request_number:number>/", second.answer, name="second_answer"),
    path("supervisor/break-glass/", reviewing.to_review, name="break_glass_reviews"),
    path("supervisor/break-glass/<request_number:number>/", reviewing.review, name="break_glass_review"),
]
