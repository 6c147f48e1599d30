-- Roles with the least privilege for a store in PostgreSQL; run by the owner of the store, after `jingwu init`:
--
--   psql DATABASE -v schema=public -v district=610803 -f docs/roles.sql
--
-- It makes three roles without a login, which are granted to those who log in:
--   jingwu_reader            reads every district and writes nothing
--   jingwu_writer            reads and writes every district, and changes no table
--   jingwu_writer_DISTRICT   reads and writes one district and sees no other
-- The owner alone creates and upgrades tables. Running it again, for another district too, does no harm.
-- The conditions are plain comparisons of the district, so they hold on the workers of a Citus cluster, too.
\set ON_ERROR_STOP on
\set QUIET on
SELECT 'jingwu_writer_' || :'district' AS writer \gset

SELECT format('CREATE ROLE %I', role)
FROM unnest(ARRAY['jingwu_reader', 'jingwu_writer', :'writer']) AS role
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role)
\gexec

GRANT USAGE ON SCHEMA :"schema" TO jingwu_reader, jingwu_writer, :"writer";
GRANT SELECT ON ALL TABLES IN SCHEMA :"schema" TO jingwu_reader, jingwu_writer, :"writer";

-- every table whose rows belong to a district: jingwu_form, the version of the schema, can be read only
CREATE TEMPORARY VIEW jingwu_tables AS
SELECT c.oid, n.nspname AS schema, c.relname AS name, a.attname AS key
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
WHERE c.relkind IN ('r', 'p') AND c.relname <> 'jingwu_form';

SELECT format('GRANT INSERT, UPDATE, DELETE ON %I.%I TO jingwu_writer, %I', schema, name, :'writer')
FROM jingwu_tables WHERE schema = :'schema'
\gexec
SELECT format('ALTER TABLE %I.%I ENABLE ROW LEVEL SECURITY', schema, name)
FROM jingwu_tables WHERE schema = :'schema'
\gexec

SELECT format('CREATE POLICY %I ON %I.%I TO jingwu_reader, jingwu_writer USING (true) WITH CHECK (true)',
              'jingwu_all', schema, name)
FROM jingwu_tables t
WHERE schema = :'schema' AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = t.oid AND p.polname = 'jingwu_all')
\gexec
SELECT format('CREATE POLICY %I ON %I.%I TO %I USING (%I = %L) WITH CHECK (%I = %L)',
              :'writer', schema, name, :'writer', key, :'district', key, :'district')
FROM jingwu_tables t
WHERE schema = :'schema' AND NOT EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = t.oid AND p.polname = :'writer')
\gexec

-- waiting for a lock ends, on the workers of a cluster too
ALTER ROLE jingwu_writer SET lock_timeout = '800ms';
ALTER ROLE :"writer" SET lock_timeout = '800ms';
