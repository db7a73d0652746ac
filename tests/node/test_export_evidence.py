"""``suixing exchange export`` writes the evidence of a case as one file, and the journal says so."""

from pathlib import Path
from zipfile import ZipFile

from tests.cast import FUCHENG, XIUYING, ZHONGZHOU
from tests.node.conftest import ask
from tests.node.test_intake_worker import as_desk
from tests.nodes import NodeUnderTest

ASKED = f"""
from suixing.config.session import node_session
with node_session():
    from django.utils import timezone
    from suixing.cases.models import Case
    from suixing.exchange.actions import relay
    from suixing.journeys.cases.opening import ask
    from suixing.places.actions import open_office
    now = timezone.now()
    for office in ("{FUCHENG}", "{ZHONGZHOU}"):
        open_office(code=office, now=now)
    subject = {{"name": "{XIUYING.name}", "identifier": "{XIUYING.identifier}", "born": "1985-06-12", "sex": 2}}
    case = ask(code="verification", office="{FUCHENG}", other="{ZHONGZHOU}", person=None, parent=None, by="chen",
               content={{"subject": subject, "questions": ["identity.name_matches"]}}, now=now)
    relay(now=now)
    print(Case.objects.get().number)
"""
READ = "SELECT count(*) FROM journal_entry WHERE act = 'case.evidence_read' AND office = '{office}'"


def test_evidence_is_exported_by_the_number_of_a_case(own_node: NodeUnderTest, tmp_path: Path) -> None:
    number, out = as_desk(own_node, ASKED), tmp_path / "evidence.zip"
    own_node.refused("exchange", "export", number, "--office", ZHONGZHOU, "--out", out)
    assert not out.exists()
    assert "VERIFY.txt" in own_node.ok("exchange", "export", number.lower(), "--office", FUCHENG, "--out", out)
    held = ZipFile(out).namelist()
    assert {"VERIFY.txt", "manifest.json", "messages/asking-1/content_consignment.json"} <= set(held)
    assert ask(own_node, READ.format(office=FUCHENG)) == 1
