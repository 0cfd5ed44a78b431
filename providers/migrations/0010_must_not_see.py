"""“Must not see” on every table of the workstreams, and on what people are told. Work whose worker left because they know somebody has none."""

from django.db import migrations

from referrals.rows import must_not_see

TABLES = (
    "providers_securityworkstream", "providers_supportworkstream", "providers_securitystep", "providers_supportstep",
    "providers_visit", "providers_recommendation", "providers_assessment", "providers_fitting", "providers_signoff",
    "providers_followup", "providers_attempt", "providers_goal", "providers_review", "providers_photograph",
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_notices"),
        ("providers", "0009_photographs"),
        ("referrals", "0010_must_not_see"),
    ]

    operations = [
        *(must_not_see(table) for table in TABLES),
        must_not_see("accounts_notice", "case_id"),
        migrations.RemoveConstraint(
            model_name="supportworkstream",
            name="support_accepted_by_a_named_worker",
        ),
    ]
