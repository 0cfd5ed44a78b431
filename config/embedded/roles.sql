-- The roles of the system and who may enter which database. Run it as a superuser inside each database
-- (safer_cases, safer_equality); running it again changes nothing. What a role may do inside is granted by migrations.
--
-- safer_owner        owns every table and migrates; CREATEDB only for the databases of tests
-- safer_web          what people do in a browser, always behind row-level security
-- safer_worker       what happens after a commit, behind row-level security too
-- safer_equality     the worker, in the equality database: takes answers in, counts, destroys the join
-- safer_report       reads protected figures, in the equality database only
-- safer_safeguarding the safeguarding log
-- safer_backup       reads everything for a dump; the only role past row-level security

SET client_min_messages = warning;

DO $$
DECLARE
    role text;
BEGIN
    FOREACH role IN ARRAY ARRAY[
        'safer_owner', 'safer_web', 'safer_worker', 'safer_equality', 'safer_report', 'safer_safeguarding', 'safer_backup'
    ] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
            EXECUTE format('CREATE ROLE %I LOGIN', role);
        END IF;
        EXECUTE format(
            'ALTER ROLE %I NOSUPERUSER NOCREATEROLE NOREPLICATION %s %s', role,
            CASE role WHEN 'safer_owner' THEN 'CREATEDB' ELSE 'NOCREATEDB' END,
            CASE role WHEN 'safer_backup' THEN 'BYPASSRLS' ELSE 'NOBYPASSRLS' END
        );
    END LOOP;
END $$;

-- The owner may act as any other; nobody may act as the owner.
GRANT safer_web, safer_worker, safer_equality, safer_report, safer_safeguarding, safer_backup TO safer_owner;

-- A statement that takes longer than its reader waits for is stopped, and so is a transaction that somebody forgot.
ALTER ROLE safer_web SET statement_timeout = '15s';
ALTER ROLE safer_web SET lock_timeout = '5s';
ALTER ROLE safer_web SET idle_in_transaction_session_timeout = '60s';
ALTER ROLE safer_safeguarding SET statement_timeout = '15s';
ALTER ROLE safer_safeguarding SET lock_timeout = '5s';
ALTER ROLE safer_safeguarding SET idle_in_transaction_session_timeout = '60s';
ALTER ROLE safer_report SET statement_timeout = '60s';
ALTER ROLE safer_report SET idle_in_transaction_session_timeout = '60s';
ALTER ROLE safer_worker SET lock_timeout = '30s';
ALTER ROLE safer_equality SET lock_timeout = '30s';
ALTER ROLE safer_owner SET lock_timeout = '60s';
ALTER ROLE safer_backup SET default_transaction_read_only = on;

-- Who enters this database. The report role and the equality role never enter the cases.
DO $$
DECLARE
    here text := current_database();
    entering text := CASE here
        WHEN 'safer_cases' THEN 'safer_web, safer_worker, safer_safeguarding, safer_backup'
        ELSE 'safer_web, safer_equality, safer_report, safer_backup'
    END;
BEGIN
    EXECUTE format('ALTER DATABASE %I OWNER TO safer_owner', here);
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', here);
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO %s', here, entering);
    -- Loading many rows goes through a temporary table, because COPY refuses tables with row-level security.
    EXECUTE format(
        'GRANT TEMPORARY ON DATABASE %I TO %s', here,
        CASE here WHEN 'safer_cases' THEN 'safer_worker' ELSE 'safer_equality' END
    );
END $$;
