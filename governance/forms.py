"""What is asked when something that did not get through is settled by hand, or tried again."""

from accounts.forms_people import Carrying
from governance.undelivered import Because
from walls.forms import Choice


class AgainForm(Carrying):
    """Nothing to say."""


class SettleForm(Carrying):
    because = Choice(label="Why is it settled?", called="why it is settled", choices=Because.choices)
