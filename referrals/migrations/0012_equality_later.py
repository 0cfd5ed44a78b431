"""A provider may add the explicit consent to the equality questions to a referral that is shared with it; it reads none."""

from django.db import migrations

from walls import rows

ALLOWED = (
    f"{rows.PROVIDER} AND referrals_consent.use = 'equality' AND referrals_consent.recipient_id IS NULL"
    " AND referrals_consent.withdrawn_at IS NULL AND EXISTS (SELECT FROM referrals_onward o"  # names of ours; no value comes in # nosec B608
    f" WHERE o.referral_id = referrals_consent.referral_id AND o.organisation_id = {rows.ORGANISATION}"
    " AND o.stopped_at IS NULL)"
)


class Migration(migrations.Migration):
    dependencies = [("referrals", "0011_quarantine")]

    operations = [rows.policy("referrals_consent", "equality_later", to="INSERT", check=ALLOWED)]
