"""Nothing leaves the scheme's tables; its changes may be read; and nothing is sent where an organisation does not work."""

from importlib import import_module

from django.db import migrations

from walls import rows

BEFORE = import_module("providers.migrations.0002_walls").CHECK_ONWARD
# The day is London's. The referral is seen by whoever may send it; one that is not seen is not sent.
DAY = "(NEW.sent_at AT TIME ZONE 'Europe/London')::date"
COVERED = f"""
    IF NOT EXISTS (
        SELECT FROM providers_coverage v JOIN referrals_referral r ON r.district = v.district
        WHERE r.id = NEW.referral_id AND v.organisation_id = NEW.organisation_id AND v.element = NEW.element
        AND v.from_date <= {DAY} AND (v.until IS NULL OR v.until >= {DAY})
    ) THEN
        RAISE EXCEPTION 'This organisation does not do this in the district' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;"""  # names of ours; no value comes in # nosec B608
FUNCTION = BEFORE.partition("CREATE TRIGGER")[0].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
AFTER = COVERED.join(FUNCTION.replace("NEW.sent_at::date", DAY).rsplit("\n    RETURN NEW;\nEND $$;", 1))
OURS = ("safer_web", "safer_worker")
OF_THE_SCHEME = "case_id IS NULL AND (kind LIKE 'organisation.%' OR kind LIKE 'catalogue.%')"


class Migration(migrations.Migration):
    dependencies = [("providers", "0007_capacity_and_closures"), ("journal", "0002_walls")]

    operations = [
        migrations.RunSQL(AFTER, FUNCTION),
        rows.policy("journal_event", "of_the_scheme", to="SELECT", using=OF_THE_SCHEME),
        *(rows.revoke("DELETE", table, *OURS) for table in ("providers_capacity", "providers_closure")),
    ]
