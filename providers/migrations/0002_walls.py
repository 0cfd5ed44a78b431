"""Row-level security of the workstreams, and the last door before a provider sees anything.

A provider sees the rows of its own organisation: the workstream itself always, so that it can acknowledge that it must
stop; what hangs on it only while the onward referral is shared. A one-time link may recall the work of its own referral.
"""

from django.db import migrations
from django.db.migrations.operations.base import Operation

from walls import rows

SEES = f"{rows.SPA} OR {rows.SYSTEM}"
WORKSTREAMS = ("providers_securityworkstream", "providers_supportworkstream")
STEPS = ("providers_securitystep", "providers_supportstep")
HANGING = (
    *STEPS, "providers_visit", "providers_recommendation", "providers_assessment", "providers_fitting",
    "providers_signoff", "providers_followup", "providers_attempt", "providers_goal", "providers_review",
)  # fmt: skip


def own(table: str) -> str:
    return f"{rows.PROVIDER} AND {table}.organisation_id = {rows.ORGANISATION}"


def workstream(table: str) -> list[Operation]:
    of_link = f"{rows.LINK} AND {table}.referral_id = {rows.REFERRAL}"
    return [
        rows.locked(table),
        rows.policy(table, "triage", using=SEES, check=SEES),
        rows.policy(table, "link", using=of_link, check=of_link),
        rows.policy(table, "own", to="SELECT", using=own(table)),
        rows.policy(table, "own_moves", to="UPDATE", using=own(table), check=own(table)),
        rows.revoke("DELETE", table, "safer_web"),
    ]


def hanging(table: str) -> list[Operation]:
    """The inner query runs under the onward table's own policies, so it finds the provider's own rows only."""
    of_link = f"{rows.LINK} AND {table}.referral_id = {rows.REFERRAL}"
    there = f"SELECT FROM referrals_onward o WHERE o.id = {table}.onward_id AND o.referral_id = {table}.referral_id"  # names of ours; no value comes in # nosec B608
    shared = f"{own(table)} AND EXISTS ({there} AND o.stopped_at IS NULL)"
    return [
        rows.locked(table),
        rows.policy(table, "triage", using=SEES, check=SEES),
        rows.policy(table, "link", using=of_link, check=of_link),
        rows.policy(table, "own", to="SELECT", using=shared),
        rows.policy(table, "own_adds", to="INSERT", check=f"{own(table)} AND EXISTS ({there})"),
        rows.policy(table, "own_changes", to="UPDATE", using=shared, check=shared),
        rows.revoke("DELETE", table, "safer_web"),
    ]


# Whoever sends, by whichever door: without the person's consent and a signed agreement no onward row comes to be
# (S1.35). A provider cannot see consents, so it can never share a case with itself. Sharing that stopped stays stopped.
CHECK_ONWARD = """
CREATE FUNCTION providers_check_onward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF (OLD.stopped_at IS NOT NULL AND NEW.stopped_at IS NULL)
            OR (OLD.referral_id, OLD.organisation_id, OLD.element) IS DISTINCT FROM
               (NEW.referral_id, NEW.organisation_id, NEW.element) THEN
            RAISE EXCEPTION 'An onward referral that stopped does not start again' USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF NOT EXISTS (
        SELECT FROM referrals_consent c WHERE c.referral_id = NEW.referral_id AND c.recipient_id = NEW.organisation_id
        AND c.use = 'share' AND (c.withdrawn_at IS NULL OR c.withdrawn_at > NEW.sent_at)
    ) THEN
        RAISE EXCEPTION 'Nobody agreed that this organisation sees the referral' USING ERRCODE = 'check_violation';
    END IF;
    IF NOT EXISTS (
        SELECT FROM providers_signatory s WHERE s.organisation_id = NEW.organisation_id
        AND s.signed_on <= NEW.sent_at::date AND (s.until IS NULL OR s.until >= NEW.sent_at::date)
    ) THEN
        RAISE EXCEPTION 'This organisation has not signed the KMISA' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER providers_check_onward BEFORE INSERT OR UPDATE ON referrals_onward
    FOR EACH ROW EXECUTE FUNCTION providers_check_onward();
"""
FORGET_ONWARD = "DROP TRIGGER providers_check_onward ON referrals_onward; DROP FUNCTION providers_check_onward();"


class Migration(migrations.Migration):
    dependencies = [("providers", "0001_initial"), ("referrals", "0002_walls")]

    operations = [
        *(operation for table in WORKSTREAMS for operation in workstream(table)),
        *(operation for table in HANGING for operation in hanging(table)),
        *(rows.revoke("UPDATE", table, "safer_web") for table in STEPS),
        rows.locked("providers_notice"),
        rows.policy("providers_notice", "triage", using=SEES, check=SEES),
        rows.policy("providers_notice", "own", to="SELECT", using=own("providers_notice")),
        rows.policy(
            "providers_notice", "own_seen", to="UPDATE", using=own("providers_notice"), check=own("providers_notice")
        ),
        rows.locked("providers_posted"),
        rows.policy("providers_posted", "triage", using=SEES, check=SEES),
        rows.policy("providers_posted", "own", using=own("providers_posted"), check=own("providers_posted")),
        migrations.RunSQL(CHECK_ONWARD, FORGET_ONWARD),
        *(
            rows.revoke("DELETE", table, "safer_web")
            for table in ("providers_coverage", "providers_signatory", "providers_measuretype")
        ),
    ]
