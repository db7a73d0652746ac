"""Refusals of this room, as sentences."""

from suixing.kernel.errors import Sentence

NOT_TYPESET = Sentence(
    "这封信没有排印出来，记录没有任何变化。请再试一次；如果还是不行，请告诉系统管理员。",
    "The letter could not be typeset; nothing was changed in the record. Please try once more, and tell who runs the "
    "node if it fails again.",
)
