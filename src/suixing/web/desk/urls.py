"""Addresses of the desk. Nothing in them is about a person but the number of what one office entered."""

from django.urls import path

from suixing.web.desk import find, home, own_pages, register, registered
from suixing.web.person.asked import corrections_asked

urlpatterns = [
    path("", home.desk, name="desk"),
    path("corrections/", corrections_asked, name="corrections_asked"),
    path("find/", find.find, name="find"),
    path("own-pages/", own_pages.own_pages_second, name="own_pages_second"),
    path("register/", register.register, name="register"),
    path("register/identifier/", register.register_identifier, name="register_identifier"),
    path("register/address/", register.register_address, name="register_address"),
    path("registered/<int:account>/", registered.registered, name="registered"),
    path("registered/<int:account>/welcome/", registered.welcome, name="welcome"),
]
