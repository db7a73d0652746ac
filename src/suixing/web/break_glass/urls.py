"""Addresses of emergency openings. The numbers in them are those of requests; nothing is about a person."""

from django.urls import path

from suixing.web.break_glass import asking, reviewing, second

urlpatterns = [
    path("desk/break-glass/", asking.mine, name="break_glass"),
    path("desk/break-glass/ask/", asking.ask, name="break_glass_ask"),
    path("desk/break-glass/<int:number>/close/", asking.close, name="break_glass_close"),
    path("second/", second.put_to_us, name="second"),
    path("second/<int:number>/", second.answer, name="second_answer"),
    path("supervisor/break-glass/", reviewing.to_review, name="break_glass_reviews"),
    path("supervisor/break-glass/<int:number>/", reviewing.review, name="break_glass_review"),
]
