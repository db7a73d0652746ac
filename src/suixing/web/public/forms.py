"""The one form that the public pages have: an address, read and forgotten."""

from django import forms

from suixing.kernel.errors import Sentence
from suixing.places.queries import is_present_code
from suixing.web.forms import NO_CHOICE, PlainForm
from suixing.web.words import sentence_lazy

LONGEST_ADDRESS = 200
LONGEST_CODE = 12


class AddressForm(PlainForm):
    """A free-text address, as it would stand on an envelope."""

    address = forms.CharField(
        max_length=LONGEST_ADDRESS,
        label=sentence_lazy(Sentence("住址", "Address")),
        help_text=sentence_lazy(
            Sentence(
                "写到街道（乡镇）或社区（村）即可，例如：广东省深圳市龙华区福城街道。",
                "In Chinese, as far as the township or village, for example 广东省深圳市龙华区福城街道.",
            )
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class PlaceForm(forms.Form):
    """One of the places that fit an address which fits several."""

    code = forms.CharField(max_length=LONGEST_CODE)

    def clean_code(self) -> str:
        """The code of a present division."""
        code: str = self.cleaned_data["code"]
        if not is_present_code(code):
            raise forms.ValidationError(sentence_lazy(NO_CHOICE))
        return code
