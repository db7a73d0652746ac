"""Tables of exchange: messages of pairs, the nodes there are, parcels between them."""

from suixing.exchange.models.files import ComingFile, FileChunk, LeavingFile
from suixing.exchange.models.messages import (
    NOT_LEFT,
    UNSETTLED,
    Event,
    Evidence,
    Incoming,
    Outgoing,
    Route,
    Side,
)
from suixing.exchange.models.nodes import AdoptedDirectory, FarOffice, Node, NodeKey
from suixing.exchange.models.parcels import Dead, LeavingParcel, Traffic, Transit, WaitingSignal
from suixing.exchange.models.publications import Publication, PublicationTold
from suixing.exchange.models.statements import Statement
from suixing.exchange.models.witnesses import WitnessedHead

__all__ = [
    "NOT_LEFT",
    "UNSETTLED",
    "AdoptedDirectory",
    "ComingFile",
    "Dead",
    "Event",
    "Evidence",
    "FarOffice",
    "FileChunk",
    "Incoming",
    "LeavingFile",
    "LeavingParcel",
    "Node",
    "NodeKey",
    "Outgoing",
    "Publication",
    "PublicationTold",
    "Route",
    "Side",
    "Statement",
    "Traffic",
    "Transit",
    "WaitingSignal",
    "WitnessedHead",
]
