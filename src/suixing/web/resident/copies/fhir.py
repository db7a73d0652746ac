"""A bundle of FHIR R4 (4.0.1), of type ``collection``: who she is, and one resource for each row of the copy.

Codes of ours stand under systems that begin with ``urn:suixing:``. Ids are derived from what they stand for, so that
two copies of one person can be laid beside each other.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5

from suixing.places.queries import full_name

OURS = UUID("6b1d2f0e-52c3-5f5d-9d55-0c8f4b1f6a70")
SYSTEM = "urn:suixing:"


class Bundle:
    """What is put in is kept in order; offices come along by themselves where they are named."""

    def __init__(self, *, person: UUID, now: datetime) -> None:
        self.now = now
        self.patient = reference("Patient", str(person))
        self.person = str(person)
        self._resources: list[dict[str, Any]] = []
        self._offices: dict[str, dict[str, Any]] = {}

    def add(self, kind: str, key: object, **fields: Any) -> None:
        """A resource under an id made of its kind and ``key``; fields that are None or empty are left out."""
        held = {name.rstrip("_"): value for name, value in fields.items() if value not in (None, "", [], {})}
        self._resources.append({"resourceType": kind, "id": identity(kind, key), **held})

    def office(self, code: str | None) -> dict[str, Any] | None:
        """A reference to an office; None for none."""
        if not code:
            return None
        self._offices[code] = {
            "resourceType": "Organization",
            "id": identity("Organization", code),
            "identifier": [{"system": SYSTEM + "office", "value": code}],
            "name": full_name(code) or code,
        }
        return reference("Organization", code)

    def add_plain(self, kind: str, key: object, told: dict[str, Any]) -> None:
        """A row that FHIR has no resource for: ``Basic``, with each of its values as an extension."""
        values = [
            {"url": f"{SYSTEM}copy:{name}", "valueString": str(value)}
            for name, value in told.items()
            if value not in (None, "", [], {})
        ]
        self.add("Basic", f"{kind}/{key}", extension=values, code=coded("copy", kind), subject=self.patient)

    def whole(self) -> dict[str, Any]:
        """The bundle as JSON. Of what a resource is part of, it names what is in the bundle too."""
        held = {f"urn:uuid:{one['id']}" for one in self._resources}
        for one in self._resources:
            for place, name in ((one, "partOf"), (one.get("context", {}), "related")):
                if name in place:
                    place[name] = [other for other in place[name] if other["reference"] in held]
                    if not place[name]:
                        del place[name]
        return {
            "resourceType": "Bundle",
            "id": identity("Bundle", f"{self.person}/{self.now.isoformat()}"),
            "type": "collection",
            "timestamp": self.now.isoformat(),
            "entry": [
                {"fullUrl": f"urn:uuid:{one['id']}", "resource": one}
                for one in (*self._resources, *self._offices.values())
            ],
        }


def identity(kind: str, key: object) -> str:
    """The id of a resource."""
    return str(uuid5(OURS, f"{kind}/{key}"))


def reference(kind: str, key: object) -> dict[str, Any]:
    """A reference to a resource of the same bundle."""
    return {"reference": f"urn:uuid:{identity(kind, key)}", "type": kind}


def coded(system: str, code: str, text: str = "") -> dict[str, Any]:
    """A concept of ours, with what it is called."""
    concept: dict[str, Any] = {"coding": [{"system": SYSTEM + system, "code": code}]}
    return concept | {"text": text} if text else concept


def period(start: date | datetime | None, end: date | datetime | None) -> dict[str, str]:
    """From when to when, as far as known."""
    ends = {"start": start, "end": end}
    return {name: value.isoformat() for name, value in ends.items() if value is not None}
