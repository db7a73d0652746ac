"""Addresses of staff administration. Officers stand in them by number, never by name."""

from django.urls import path

from suixing.web.staff import agreements, below, codes, contact, leaving, officers

urlpatterns = [
    path("", officers.staff, name="staff"),
    path("add/", officers.add, name="staff_add"),
    path("start-code/", codes.shown, name="staff_code_shown"),
    path("officers/<int:number>/", officers.officer, name="staff_officer"),
    path("officers/<int:number>/change/", officers.change, name="staff_change"),
    path("officers/<int:number>/start-code/", codes.start_code, name="staff_start_code"),
    path("officers/<int:number>/leave/", leaving.leave, name="staff_leave"),
    path("officers/<int:number>/handed-over/", leaving.handed_over, name="staff_handed_over"),
    path("officers/<int:number>/return/", leaving.come_back, name="staff_return"),
    path("below/", below.below, name="staff_below"),
    path("below/<str:code>/", below.first, name="staff_first"),
    path("agreements/", agreements.agreements, name="staff_agreements"),
    path("agreements/add/", agreements.make, name="staff_agree"),
    path("agreements/<str:code>/", agreements.agreement, name="staff_agreement"),
    path("contact/", contact.contact, name="contact"),
]
