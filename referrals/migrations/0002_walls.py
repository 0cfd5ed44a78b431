"""Row-level security of every case table: the same rules as access.py, in SQL, forced on the owner too."""

from django.db import migrations
from django.db.migrations.operations.base import Operation

from walls import rows

SEES = f"{rows.SPA} OR {rows.SYSTEM}"


def shared(column: str) -> str:
    """Rows of referrals that are shared with the asking provider now. `column` names its table: a bare name would mean
    the inner query's own column, and be true for everybody.
    """
    return (
        f"{rows.PROVIDER} AND EXISTS (SELECT FROM referrals_onward o WHERE o.referral_id = {column}"  # names of ours; no value comes in # nosec B608
        f" AND o.organisation_id = {rows.ORGANISATION} AND o.stopped_at IS NULL)"
    )


def case_table(table: str, *, link: str = "") -> list[Operation]:
    """Triage and the system do everything; the public form may only add; a one-time link sees its own referral."""
    operations: list[Operation] = [
        rows.locked(table),
        rows.policy(table, "triage", using=SEES, check=SEES),
        rows.policy(table, "intake", to="INSERT", check=rows.INTAKE),
    ]
    if link:
        own = f"{rows.LINK} AND {link} = {rows.REFERRAL}"
        operations.append(rows.policy(table, "link", using=own, check=own))
    return operations


class Migration(migrations.Migration):
    dependencies = [("referrals", "0001_initial"), ("walls", "0002_walls")]

    operations = [
        *case_table("referrals_referral", link="id"),
        *case_table("referrals_contactpoint"),
        *case_table("referrals_consent", link="referral_id"),
        *case_table("referrals_step", link="referral_id"),
        *case_table("referrals_question", link="referral_id"),
        *case_table("referrals_searchterm"),
        *case_table("referrals_onward", link="referral_id"),
        rows.policy("referrals_referral", "shared", to="SELECT", using=shared("referrals_referral.id")),
        rows.policy(
            "referrals_contactpoint", "shared", to="SELECT", using=shared("referrals_contactpoint.referral_id")
        ),
        rows.policy(
            "referrals_onward",
            "own",
            using=f"{rows.PROVIDER} AND organisation_id = {rows.ORGANISATION}",
            check=f"{rows.PROVIDER} AND organisation_id = {rows.ORGANISATION}",
        ),
        rows.locked("referrals_draft"),
        rows.policy(
            "referrals_draft",
            "own",
            using=f"{rows.INTAKE} AND id = {rows.REFERRAL}",
            check=f"{rows.INTAKE} AND id = {rows.REFERRAL}",
        ),
        rows.policy("referrals_draft", "system", using=rows.SYSTEM, check=rows.SYSTEM),
        rows.revoke("UPDATE, DELETE", "referrals_step", "safer_web"),
        rows.revoke("DELETE", "referrals_referral", "safer_web"),
        rows.revoke("DELETE", "referrals_consent", "safer_web"),
        rows.revoke("DELETE", "referrals_onward", "safer_web"),
    ]
