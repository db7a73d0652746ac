"""Addresses of a case. A case is named by a random number; who it is about stands in none of them."""

from django.urls import path

from suixing.web.cases import case_page, evidence, extract, letters, opening, parts_typed, taking

urlpatterns = [
    path("new/", opening.case_new, name="case_new"),
    path("new/<slug:procedure>/", opening.case_open, name="case_open"),
    path("typed/number/", parts_typed.case_number, name="case_number"),
    path("typed/place/", parts_typed.case_place, name="case_place"),
    path("extract/", extract.extract, name="extract"),
    path("extract/correct/", extract.extract_correct, name="extract_correct"),
    path("extract/letter/", letters.extract_letter, name="extract_letter"),
    path("done/", extract.case_done, name="case_done"),
    path("<uuid:case>/", case_page.case, name="case"),
    path("<uuid:case>/step/<slug:step>/", taking.case_step, name="case_step"),
    path("<uuid:case>/evidence/", evidence.case_evidence, name="case_evidence"),
    path("<uuid:case>/take-back/", taking.case_take_back, name="case_take_back"),
    path("<uuid:case>/assign/", taking.case_assign, name="case_assign"),
    path("<uuid:case>/letters/<slug:kind>/", letters.case_letter, name="case_letter"),
    path("<uuid:case>/letters/<int:letter>/reached/", letters.case_letter_reached, name="case_letter_reached"),
]
