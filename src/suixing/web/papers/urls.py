"""Addresses of papers. A paper and a file are named by random numbers."""

from django.urls import path

from suixing.web.papers import views

urlpatterns = [
    path("<uuid:paper>/", views.paper_open, name="paper_open"),
    path("scan/<uuid:file>/<slug:code>/", views.paper_scan, name="paper_scan"),
]
