"""Addresses of cases: the list of what is due, and one case with its steps."""

from suixing.web.cases import urls_case, urls_worklist

urlpatterns = [*urls_worklist.urlpatterns, *urls_case.urlpatterns]
