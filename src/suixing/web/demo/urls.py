"""Addresses of the demonstration's own page."""

from django.urls import path

from suixing.web.demo import views

urlpatterns = [path("", views.demo, name="demo")]
