"""Addresses of the demonstration's own pages."""

from django.urls import path

from suixing.web.demo import views

urlpatterns = [
    path("", views.demo, name="demo"),
    path("phones/", views.phones, name="demo_phones"),
]
