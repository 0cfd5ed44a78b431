"""Finding a referral: by reference or by what the person tells on the phone. Sent by POST: nothing stands in an address."""

from typing import Any

from walls.forms import Email, PageForm, Phone, Postcode, Text
from walls.moments import DateBoxes


class SearchForm(PageForm):
    reference = Text(label="Reference", required=False, one_of=True, max_length=20, width=20, strip=True)
    last_name = Text(label="Last name", required=False, one_of=True)
    date_of_birth = DateBoxes(label="Date of birth", required=False, one_of=True, past=True)
    postcode = Postcode(label="Postcode of the home", required=False, one_of=True)
    telephone = Phone(label="Phone number", required=False, one_of=True)
    email = Email(label="Email address", required=False, one_of=True)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(data.values()):
            self.add_error("reference", "Enter a reference, or something else that you know")
        if data.get("date_of_birth") and not data.get("last_name") and "last_name" not in self.errors:
            self.add_error("last_name", "Enter the last name too")
        return data
