"""Somebody found, as the desk's pages show her: in a search, and where she stands in the way of a registration."""

from dataclasses import dataclass

from suixing.kernel.errors import Sentence
from suixing.people.queries import Hit
from suixing.places.queries import full_name
from suixing.web.desk.pages import record_of
from suixing.web.desk.register_form import sex_in_words

HOW = {
    "identifier": Sentence(zh="证件号码相同", en="Same number"),
    "exact": Sentence(zh="姓名相同", en="Same name"),
    "sound": Sentence(zh="读音相同", en="Sounds alike"),
}


@dataclass(frozen=True, slots=True)
class HitShown:
    """A hit with what is put into words; name, date of birth and file number are the hit's own."""

    hit: Hit

    @property
    def href(self) -> str:
        return record_of(self.hit.account)

    @property
    def sex(self) -> Sentence:
        return sex_in_words(self.hit.sex)

    @property
    def office(self) -> str:
        return full_name(self.hit.office)

    @property
    def how(self) -> Sentence:
        return HOW[self.hit.how]
