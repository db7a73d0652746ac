"""Officers at their desks and the worker that sends; a person's own sessions are begun by the tests themselves."""

from tests.access.conftest import AsServing, Sit, as_serving, key_of, outgoing, sit
from tests.cases.conftest import house

__all__ = ["AsServing", "Sit", "as_serving", "house", "key_of", "outgoing", "sit"]
