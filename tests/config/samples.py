"""Words and templates of the gallery (tests/config/gallery.py)."""

import datetime
from typing import Any

MOMENT = datetime.datetime(2026, 3, 3, 14, 5, tzinfo=datetime.UTC)

FIELDS = """{% extends "layout/public.html" %}{% block title %}Referral form{% endblock %}
{% block back %}{% include "components/back.html" with href="/" only %}{% endblock %}
{% block content %}{% include "components/parts.html" with now=2 total=5 label="the person" only %}
{% include "components/error_summary.html" %}
<h1 class="govuk-heading-l">The person</h1>
<form method="post" novalidate>{{ form.name.as_field_group }}{{ form.email.as_field_group }}
{{ form.phone.as_field_group }}{{ form.postcode.as_field_group }}{{ form.born.as_field_group }}
{{ form.visit.as_field_group }}{{ form.tenure.as_field_group }}{{ form.needs.as_field_group }}
{{ form.interpreter.as_field_group }}{{ form.voicemail.as_field_group }}{{ form.district.as_field_group }}
{{ form.children.as_field_group }}{{ form.cost.as_field_group }}{{ form.happening.as_field_group }}
{{ form.agree.as_field_group }}{% include "components/button.html" with label="Save and go on" only %}</form>
{% endblock %}"""

STEP = """{% extends "layout/public.html" %}{% block title %}Referral form{% endblock %}
{% block back %}{% if number > 1 %}{% include "components/back.html" with form_id="step" only %}{% endif %}{% endblock %}
{% block content %}<h1 class="govuk-heading-l">Question {{ number }}</h1>
<form method="post" action="/gallery/step/{{ after }}/" id="step" novalidate>
<label class="govuk-label" for="answer">Answer</label>
<input class="govuk-input" id="answer" name="answer" value="{{ typed }}">
{% include "components/button.html" with label="Save and go on" only %}</form>
<p class="govuk-body"><a class="govuk-link" href="/exit/about/">Read about leaving</a></p>{% endblock %}"""

PIECES = """{% extends "layout/public.html" %}{% load page %}{% block title %}Referral form{% endblock %}
{% block back %}{% include "components/breadcrumbs.html" with items=crumbs only %}{% endblock %}
{% block content %}
{% include "components/panel.html" with title="Referral sent" body="Its reference is" reference="SAF-7K3M-92QX" only %}
{% include "components/print_button.html" only %}
{% include "components/notice.html" with text="Sent to 24-7 Locks." kind="success" href="/" label="Next referral" only %}
{% include "components/notice.html" with text="The notice changed on 10 October." only %}
<h2 class="govuk-heading-m">Five parts</h2>
{% include "components/task_list.html" with items=tasks only %}
{% include "components/summary_list.html" with title="Check the answers" rows=rows only %}
{% include "components/inset.html" with text="Unknown means: we will not use this number." only %}
{% include "components/warning.html" with text="Nothing is sent until you press “Send the referral”." only %}
{% include "components/details.html" with summary="Why we ask" body="So that nobody calls at a bad time." only %}
{% include "components/progress.html" with label="Tables protected" done=12 total=40 refresh=5 only %}
{% include "components/table.html" with table=table only %}
{% include "components/pager.html" with newer="?a=1" older="?b=2" only %}
<p class="govuk-body">{% for colour in colours %}{% tag colour colour %} {% endfor %}</p>
{% include "components/tag.html" with label="High" colour="red" only %}
<p class="figure-big">1,204</p><p class="govuk-hint">{{ moment|when }} · {{ 3|wait }} · {{ late|wait }}</p>
<form method="post" novalidate><div class="govuk-button-group">
{% include "components/button.html" with label="Send the referral" only %}
{% include "components/button.html" with label="Save and come back" kind="secondary" name="go" value="later" only %}
{% include "components/button.html" with label="Delete this draft" kind="warning" only %}
{% include "components/button.html" with label="Do not send" kind="quiet" only %}
{% include "components/button.html" with label="Start again" href="/" only %}</div></form>
{% endblock %}"""

WORK = """{% extends "layout/work.html" %}{% block title %}Work{% endblock %}{% block heading %}Mine{% endblock %}
{% block work %}{% include "components/filter_bar.html" with form=form clear="?" only %}
{% include "components/table.html" with table=table only %}
{% include "components/pager.html" with older="?after=1" only %}{% endblock %}"""

NOTHING = """{% extends "layout/work.html" %}{% block title %}Work{% endblock %}
{% block work %}{% include "components/empty.html" with title="Nothing is late" body="Referrals whose time has passed will stand here, the oldest first." href="/" label="See what is unassigned" only %}{% endblock %}"""

CASE = """{% extends "layout/desk.html" %}{% block title %}Work{% endblock %}
{% block top %}{% include "components/case_header.html" %}{% endblock %}
{% block content %}<h1 class="govuk-visually-hidden">Referral {{ case.reference }}</h1>
<div class="columns columns--case"><div class="next"><h2 class="govuk-heading-m">What to do next</h2>
{% include "components/button.html" with label="Accept" href="/" only %}
<p class="govuk-hint">Needs a risk level and at least one kind of help.</p>
{% include "components/button.html" with label="Ask the referrer" kind="secondary" href="/" only %}
<p class="govuk-hint">Needs a question and a day. The clock stops until the answer.</p></div>
<div>{% include "components/tabs.html" with tabs=tabs only %}
{% include "components/summary_list.html" with rows=rows title="Summary" only %}</div>
{% include "components/timeline.html" with entries=entries only %}</div>{% endblock %}"""

DECISION = """{% extends "layout/decision.html" %}{% block title %}Work{% endblock %}
{% block back %}{% include "components/back.html" with href="/" only %}{% endblock %}"""

BOARD = """{% extends "layout/desk.html" %}{% block title %}Work{% endblock %}{% block content %}
<h1 class="govuk-heading-l">Visits and installations</h1>{% include "components/board.html" with lanes=lanes only %}{% endblock %}"""

VISIT = """{% extends "layout/desk.html" %}{% block title %}Today{% endblock %}{% block content %}
<h1 class="govuk-heading-l">Today</h1>{% for visit in visits %}{% include "components/visit_card.html" %}{% endfor %}
<form method="post" data-signal novalidate>{% include "components/big_buttons.html" %}</form>{% endblock %}"""

FIGURE = """{% extends "layout/desk.html" %}{% load page %}{% block title %}Reports{% endblock %}{% block content %}
<h1 class="govuk-heading-l">April to June 2026</h1><p class="govuk-body">Made {{ now|ago }}</p>
{% include "components/figure.html" with title="More people were referred each quarter" note="Counts are rounded." %}{% endblock %}"""

COUNTING = """{% extends "layout/desk.html" %}{% block title %}Reports{% endblock %}{% block content %}
<h1 class="govuk-heading-l">Making the report</h1>
{% include "components/progress.html" with label="Tables protected" done=done total=3 refresh="0.2" only %}{% endblock %}"""

VIEWS = [
    {"label": "Mine", "href": "?view=mine", "count": 12, "current": True},
    {"label": "Unassigned", "href": "?view=unassigned", "count": 4},
    {"label": "Waiting for others", "href": "?view=waiting", "count": 31},
    {"label": "Late", "href": "?view=late", "count": 2},
    {"label": "Ready to close", "href": "?view=ready", "count": 0},
    {"label": "On hold", "href": "?view=hold", "count": 1},
]
ROWS: list[dict[str, Any]] = [
    {"key": "Name", "value": "Zoë Łukasiewicz‑O’Brien مريم 👩🏽", "href": "/"},
    {"key": "Address", "value": "14 Harbour Street\nWhitstable\nCT5 1AG", "href": "/"},
    {"key": "Ways to make contact", "value": ["Text, after 10:00", "Not by voicemail"], "button": "contact"},
    {"key": "Risk", "value": "High", "tag": "red"},
    {"key": "Landlord", "value": "", "href": "/"},
]


def columns(*labels: str) -> list[dict[str, Any]]:
    return [{"label": label.rstrip("#"), "number": label.endswith("#")} for label in labels]


def pieces() -> dict[str, Any]:
    statuses = [("You", "Done", ""), ("The person", "Started", "blue"), ("The home", "Not started", "grey")]
    return {
        "crumbs": [{"label": "Start", "href": "/"}, {"label": "Referral"}],
        "tasks": [{"title": t, "status": s, "colour": c, "href": "/", "hint": "Two minutes"} for t, s, c in statuses],
        "rows": ROWS,
        "table": chart_table(),
        "colours": ["grey", "blue", "green", "yellow", "orange", "red", "purple", "teal", "magenta"],
        "moment": MOMENT,
        "late": -2,
    }


def chart_table() -> dict[str, Any]:
    rows = [[f"2026 quarter {n}", value, "Rounded"] for n, value in enumerate((41, 52, 61, 78), 1)]
    return {"caption": "Referrals by quarter", "columns": columns("Quarter", "Referrals#", "Kind"), "rows": rows}


def work_table() -> dict[str, Any]:
    rows = [
        [
            {"text": f"SAF-{1000 + n} · {name}", "href": "/", "sub": "Thanet"},
            {"text": risk, "tag": colour},
            children,
            {"text": state, "tag": "blue"},
            turn,
            {"text": wait, "late": "late" in wait},
            {"text": "Start triage", "href": "/", "hidden": f"of SAF-{1000 + n}"},
        ]
        for n, (name, risk, colour, children, state, turn, wait) in enumerate(
            [
                ("Samira", "High", "red", 2, "Received", "You", "2 working days late"),
                ("Jo", "Medium", "orange", 0, "Waiting for the referrer", "Ashford Housing", "paused"),
                ("Anne-Marie", "Standard", "grey", 4, "With providers", "24-7 Locks", "3 working days left"),
            ]
            * 4
        )
    ]
    labels = ("Referral", "Risk", "Children#", "State", "Whose turn", "Time", "Next")
    return {"caption": "Your referrals, late ones first", "columns": columns(*labels), "rows": rows}


CASE_CONTEXT: dict[str, Any] = {
    "case": {
        "reference": "SAF-7K3M-92QX",
        "name": "Samira Khan",
        "masked": True,
        "risk": {"label": "High risk", "colour": "red"},
        "state": {"label": "Triaging", "colour": "blue"},
        "safe": {"ok": False, "words": "Do not call now.", "why": "Safe 10:00 to 14:00, by text first."},
        "clock": {"words": "2 working days late", "late": True},
        "turn": "You",
    },
    "tabs": [
        {"label": label, "href": f"?tab={label}", "current": not n}
        for n, label in enumerate(("Summary", "Home", "Household", "Risk", "Consent", "Security", "Support", "Sharing"))
    ],
    "rows": ROWS,
    "entries": [
        {"when": MOMENT, "who": "Ada Fenn, Victim Support", "what": "Triage started", "why": ""},
        {
            "when": MOMENT,
            "who": "Ashford Housing",
            "what": "Answer given",
            "why": "The lease is in her name.\nNobody else.",
        },
        {"when": MOMENT, "who": "The system", "what": "Referral received", "href": "/"},
    ]
    * 4,
}
DECISION_CONTEXT = {
    "heading": "Send to 24-7 Locks",
    "what": "24-7 Locks is asked to visit the home and make it secure.",
    "whom": "24-7 Locks Ltd, security coordinators",
    "see": ["Name and address", "When and how contact is safe", "The risk level, and who lives there"],
    "undo": "They will have seen these details, even if you call the work back.",
    "confirm": "Send to 24-7 Locks",
    "cancel": "/",
}
_CARD = {"title": "SAF-1004 · Jo", "href": "/", "sub": "3 working days left", "tag": "Council home", "colour": "teal"}
LANES = [
    {
        "title": title,
        "count": number,
        "cards": [_CARD | {"late": not n, "sub": "2 working days late"} if not n else _CARD for n in range(number)],
    }
    for title, number in (
        ("New", 3),
        ("Permission", 1),
        ("To book", 4),
        ("Booked", 2),
        ("To install", 0),
        ("To sign off", 1),
    )
]
VISITS = [
    {
        "time": "09:30",
        "title": "Margate, CT9",
        "lines": ["Text first: 10 minutes before", "Ask for “the boiler check”"],
        "href": "/",
        "tag": "High risk",
        "colour": "red",
    },
    {"time": "13:00", "title": "Ramsgate, CT11", "lines": ["Call, no voicemail"], "href": "/", "late": True},
]
BUTTONS = [
    {"label": "On my way", "name": "go", "value": "way", "hint": "Texts nobody; starts the visit"},
    {"label": "No access", "name": "go", "value": "no", "kind": "secondary"},
    {"label": "Done", "name": "go", "value": "done"},
]
