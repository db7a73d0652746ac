"""Codes on letters are seen by who sees their case; of a registration that ended, by the desk that knew of it."""

from django.db import migrations

POLICIES = """
ALTER POLICY seen ON cases_status_link USING ({who});
ALTER POLICY changed ON cases_status_link USING ({who});
"""
_OWN = "office_id = (SELECT access_office())"
_OF_CASE = "EXISTS (SELECT FROM cases_case c WHERE c.id = cases_status_link.case_id)"
_WITH_CASE = f"{_OWN} AND CASE WHEN case_id IS NULL THEN (SELECT access_offices()) IS NOT NULL ELSE {_OF_CASE} END"


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_leave_no_trace_of_a_file")]
    operations = [migrations.RunSQL(POLICIES.format(who=_WITH_CASE), POLICIES.format(who=_OWN))]
