"""What the web and the worker may do with accounts, and the three seats of the safeguarding log (S2.7)."""

from django.db import migrations

from walls import rows

KEPT = ("accounts_user", "accounts_membership", "accounts_organisation", "accounts_invitation", "accounts_recovery")
LOST = ("mfa_authenticator", "usersessions_usersession", "django_session")  # these rows come and go
READ = ("account_emailaddress", "account_emailconfirmation")  # django-allauth looks into them; we write none
OURS = ("safer_web", "safer_worker")

# One officer and two deputies. The lock makes two administrators who appoint at once wait for each other.
SEATS = """
CREATE FUNCTION accounts_safeguarding_seats() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    officers int;
    deputies int;
BEGIN
    IF NEW.ended_at IS NULL AND NEW.roles && ARRAY['safeguarding_officer', 'safeguarding_deputy']::varchar[] THEN
        PERFORM pg_advisory_xact_lock(hashtext('accounts_safeguarding_seats'));
        SELECT count(*) FILTER (WHERE 'safeguarding_officer' = ANY (roles)),
               count(*) FILTER (WHERE 'safeguarding_deputy' = ANY (roles))
          INTO officers, deputies FROM accounts_membership WHERE ended_at IS NULL;
        IF officers > 1 OR deputies > 2 THEN
            RAISE EXCEPTION 'the safeguarding log has one officer and two deputies'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'membership_safeguarding_seats';
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER membership_safeguarding_seats AFTER INSERT OR UPDATE ON accounts_membership
    FOR EACH ROW EXECUTE FUNCTION accounts_safeguarding_seats();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_invitations_and_recovery"),
        ("account", "0009_emailaddress_unique_primary_email"),
        ("mfa", "0003_authenticator_type_uniq"),
        ("sessions", "0001_initial"),
        ("usersessions", "0001_initial"),
        ("walls", "0002_walls"),
    ]

    operations = [
        *(rows.revoke("ALL", table, *OURS) for table in (*KEPT, *LOST, *READ)),
        *(rows.grant("SELECT, INSERT, UPDATE", table, *OURS) for table in KEPT),
        *(rows.grant("SELECT, INSERT, UPDATE, DELETE", table, *OURS) for table in LOST),
        *(rows.grant("SELECT", table, *OURS) for table in READ),
        *(rows.grant("USAGE", f"SEQUENCE {table}_id_seq", *OURS) for table in LOST[:2]),
        migrations.RunSQL(
            SEATS,
            "DROP TRIGGER membership_safeguarding_seats ON accounts_membership;"
            "DROP FUNCTION accounts_safeguarding_seats();",
        ),
    ]
