"""SQL for migrations: the wall of “must not see”. Every case table has it, whoever reads and with whatever sight.

The policies are RESTRICTIVE: they are joined by AND to all that allow something, so a new way in cannot forget them. The
list of the asking person is worked out once a query (an InitPlan), not once a row.
`tests/referrals/test_need_to_know.py` fails for a case table without it.
"""

from django.db.migrations import RunSQL

from walls.rows import ACTOR

NAME = "must_not_see"


def _hidden(what: str) -> str:
    """The asking person's own list, as an array. A key that was destroyed is left out: NULL would hide everything."""
    return (
        f"ARRAY(SELECT m.{what} FROM referrals_keptfrom m WHERE m.user_id = {ACTOR}"  # noqa: S608 - constants # nosec B608
        f" AND m.lifted_at IS NULL AND m.{what} IS NOT NULL)"
    )


def must_not_see(table: str, column: str = "referral_id", *, of: str = "referral_id") -> RunSQL:
    """No row of a case that is kept from the asking person, to read or to write. `of`: what `column` holds, a
    `referral_id` or a `key_id`.
    """
    return _restrictive(table, "ALL", f"{table}.{column} <> ALL ({_hidden(of)})")


def must_not_read(table: str, condition: str) -> RunSQL:
    """For the journal, which everybody adds to. condition: SQL with {hidden} for the list of referrals."""
    return _restrictive(table, "SELECT", condition.format(hidden=_hidden("referral_id")))


SYSTEMS = "systems_must_not_see"
# For every table that has the wall by then and not this one yet, so that a later migration says it once more. A system stands
# for its whole agency: what is kept from one colleague is kept from it. A provider's scope shows who is on the lists among
# its own colleagues; nobody else's is asked.
_ASKING = ACTOR.replace("'", "''")  # inside a text of SQL
EVERY_TABLE = f"""
DO $$ DECLARE t record; BEGIN
    FOR t IN SELECT tablename AS name, CASE tablename WHEN 'accounts_notice' THEN 'case_id'
        WHEN 'referrals_referral' THEN 'id' WHEN 'walls_casekey' THEN 'id' ELSE 'referral_id' END AS held
        FROM pg_policies WHERE policyname = '{NAME}' AND cmd = 'ALL' AND tablename NOT IN
        (SELECT tablename FROM pg_policies WHERE policyname = '{SYSTEMS}')
    LOOP
        EXECUTE format('CREATE POLICY {SYSTEMS} ON %I AS RESTRICTIVE FOR ALL USING (%I.%I <> ALL (ARRAY('
            'SELECT m.%I FROM referrals_keptfrom m WHERE EXISTS (SELECT FROM accounts_token s WHERE s.user_id = {_ASKING})'
            ' AND m.lifted_at IS NULL AND m.%I IS NOT NULL)))', t.name, t.name, t.held,
            CASE t.name WHEN 'walls_casekey' THEN 'key_id' ELSE 'referral_id' END,
            CASE t.name WHEN 'walls_casekey' THEN 'key_id' ELSE 'referral_id' END);
    END LOOP;
END $$;
"""  # noqa: S608 - names of ours; no value comes in # nosec B608
NO_TABLE = f"""
DO $$ DECLARE t record; BEGIN
    FOR t IN SELECT tablename AS name FROM pg_policies WHERE policyname = '{SYSTEMS}' LOOP
        EXECUTE format('DROP POLICY {SYSTEMS} ON %I', t.name);
    END LOOP;
END $$;
"""  # noqa: S608 - names of ours; no value comes in # nosec B608


def _restrictive(table: str, to: str, using: str) -> RunSQL:
    return RunSQL(
        f"CREATE POLICY {NAME} ON {table} AS RESTRICTIVE FOR {to} USING ({using});", f"DROP POLICY {NAME} ON {table};"
    )
