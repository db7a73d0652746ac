"""Addresses of supervisors; reviews of emergency openings are at ``web/break_glass``."""

from django.urls import path

from suixing.web.supervisor import late, views

urlpatterns = [
    path("", views.offices, name="supervisor"),
    path("offices/<str:code>/", views.office, name="supervised_office"),
    path("late/", late.late, name="supervised_late"),
    path("intakes/", views.intakes, name="supervised_intakes"),
]
