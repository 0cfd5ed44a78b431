"""Which provider covers which district for what, who has signed the KMISA, and the catalogue of measures.

The SAFER notice says who does what, not where each support provider works. The split of districts below is an
assumption to begin with: coverage is data, and the council edits it.
"""

from datetime import date

from accounts.models import Organisation
from providers.models import Coverage, MeasureType, Signatory
from referrals.choices import District, Element

SINCE = date(2022, 4, 1)
D, E = District, Element
ALL = tuple(District)

COVERAGE: tuple[tuple[str, Element, tuple[District, ...]], ...] = (
    ("24-7-locks", E.SECURITY, ALL),
    ("oasis", E.SUPPORT_ADULTS, (D.THANET, D.DOVER, D.CANTERBURY, D.FOLKESTONE, D.ASHFORD, D.SWALE)),
    ("oasis", E.SUPPORT_CHILDREN, (D.THANET, D.DOVER, D.CANTERBURY)),
    ("look-ahead", E.SUPPORT_ADULTS, (D.DARTFORD, D.GRAVESHAM, D.SWALE, D.MAIDSTONE)),
    ("clarion", E.SUPPORT_ADULTS, (D.MAIDSTONE, D.SEVENOAKS, D.TONBRIDGE, D.TUNBRIDGE_WELLS)),
    ("project-salus", E.SUPPORT_CHILDREN, ALL),
)
SIGNATORIES = ("victim-support", "24-7-locks", "oasis", "clarion", "look-ahead", "project-salus")

# (code, name, standard, usual cost fitted in pence)
MEASURES: tuple[tuple[str, str, str, int], ...] = (
    ("mortice-deadlock", "Mortice deadlock", "BS 3621", 11_000),
    ("extra-lock", "Extra lock", "BS 3621", 8_500),
    ("lock-change", "Lock change", "TS 007 three star", 9_500),
    ("door", "Reinforced or replacement door", "PAS 24", 68_000),
    ("london-bar", "London bar", "", 6_500),
    ("birmingham-bar", "Birmingham bar", "", 6_500),
    ("hinge-bolts", "Hinge bolts", "", 3_500),
    ("door-chain", "Door chain", "TS 003", 2_500),
    ("door-viewer", "Door viewer", "", 2_000),
    ("letterbox", "Anti-arson letterbox", "TS 009", 7_500),
    ("window-locks", "Window locks", "", 4_500),
    ("window-alarm", "Window alarm", "", 2_000),
    ("glazing-film", "Glazing film", "BS EN 12600", 14_000),
    ("security-light", "Security light", "", 9_000),
    ("video-doorbell", "Video doorbell", "", 14_500),
    ("cctv", "CCTV", "BS EN 62676", 38_000),
    ("gate-or-fence", "Gate or fence", "", 42_000),
    ("personal-alarm", "Personal alarm", "BS 8468", 1_500),
    ("smoke-alarm", "Smoke alarm", "BS EN 14604", 2_500),
    ("fire-safety-kit", "Fire-safety kit", "", 6_000),
    ("property-marking", "Property marking", "", 2_000),
    ("safe-room", "Safe room", "", 185_000),
)


def load() -> None:
    """Make what is missing. What an administrator has changed since stays as it is."""
    organisations = Organisation.objects.in_bulk(field_name="slug")
    if not Coverage.objects.exists():
        Coverage.objects.bulk_create(
            Coverage(organisation=organisations[slug], element=element, district=district, from_date=SINCE)
            for slug, element, districts in COVERAGE
            for district in districts
        )
    for slug in SIGNATORIES:
        if not Signatory.objects.filter(organisation=organisations[slug]).exists():
            Signatory.objects.create(organisation=organisations[slug], signed_on=SINCE, document=f"KMISA/{slug}")
    there = set(MeasureType.objects.values_list("code", flat=True))
    MeasureType.objects.bulk_create(
        MeasureType(code=code, name=name, standard=standard, guide_pence=pence, from_date=SINCE)
        for code, name, standard, pence in MEASURES
        if code not in there
    )
