"""Addresses of a person's record. The number in them is that of what one office entered; it opens nothing."""

from django.urls import include, path

from suixing.web.cases.opening import case_open_for
from suixing.web.desk.own_pages import person_own_pages
from suixing.web.person import asked, carry, change, confirm, leave, page

urlpatterns = [
    path("<int:account>/", page.person, name="person"),
    path("<int:account>/readings/", page.readings, name="person_readings"),
    path("<int:account>/correct/", change.correct, name="person_correct"),
    path("<int:account>/asked/", asked.person_asked, name="person_asked"),
    path("<int:account>/move/", change.move, name="person_move"),
    path("<int:account>/confirm/", confirm.confirm, name="person_confirm"),
    path("<int:account>/own-pages/", person_own_pages, name="person_own_pages"),
    path("<int:account>/withdraw/", leave.withdraw, name="person_withdraw"),
    path("<int:account>/erase/", leave.erase, name="person_erase"),
    path("<int:account>/cases/new/<slug:procedure>/", case_open_for, name="case_open_for"),
    path("", include("suixing.web.passes.urls")),
    path("<int:account>/export.json", carry.export_json, name="person_export"),
    path("<int:account>/export.pdf", carry.export_pdf, name="person_export_pdf"),
    path("taken-back/<slug:what>/", leave.taken_back, name="taken_back"),
]
"""``taken_back`` names nobody: the record is closed to this office by then."""
