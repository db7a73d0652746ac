"""Addresses of the intake. A run is named by the random number of its form, never by its file."""

from django.urls import path

from suixing.web.intake import views

urlpatterns = [
    path("", views.runs, name="intake"),
    path("<uuid:number>/", views.run, name="intake_run"),
    path("<uuid:number>/progress", views.progress, name="intake_progress"),
    path("<uuid:number>/rows", views.rows, name="intake_rows"),
    path("<uuid:number>/report", views.report, name="intake_report"),
    path("<uuid:number>/take-back", views.take_back, name="intake_take_back"),
    path("<uuid:number>/again", views.again, name="intake_again"),
]
