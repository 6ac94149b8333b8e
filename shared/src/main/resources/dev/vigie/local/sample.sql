-- A database as NocoDB and its users leave it: NocoDB's own tables in public, the
-- data of two bases in schemas of their own, and a corner for everything that a
-- backup can get wrong. The same on every run: no random(), no now(). For
-- PostgreSQL 13 to 18, without extensions; to be loaded by psql as superuser. One long
-- file, so that anybody can feed it to psql as it is.
SET client_min_messages = error;  -- a publication warns where wal_level is minimal
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SET timezone = 'UTC';

-- Roles belong to the whole cluster, so they may be there already.
DO $roles$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['demo_owner', 'demo_staff', 'demo_reader', 'demo_auditor',
                              'demo O''Neil "Ops"'] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
      EXECUTE format('CREATE ROLE %I', name);
    END IF;
  END LOOP;
END
$roles$;
-- Both passwords are "demo"; the verifier is given so that it is the same on every run.
ALTER ROLE demo_owner LOGIN CREATEDB PASSWORD 'SCRAM-SHA-256$4096:dmlnaWUgc2FtcGxlIDAwMQ==$S6PgLssCaYx9+TZnRGiWVGCeBGFC98AgjM2jfPshOx4=:Tbc7+NBJrNjzbh19ZdXda7jH6Puy9YkJTIkfoCoAEyQ=';
ALTER ROLE demo_reader LOGIN CONNECTION LIMIT 5 VALID UNTIL '2099-12-31 23:59:59+00'
  PASSWORD 'SCRAM-SHA-256$4096:dmlnaWUgc2FtcGxlIDAwMQ==$S6PgLssCaYx9+TZnRGiWVGCeBGFC98AgjM2jfPshOx4=:Tbc7+NBJrNjzbh19ZdXda7jH6Puy9YkJTIkfoCoAEyQ=';
ALTER ROLE demo_staff NOLOGIN NOINHERIT;
ALTER ROLE demo_auditor NOLOGIN BYPASSRLS;
ALTER ROLE "demo O'Neil ""Ops""" LOGIN CREATEROLE;
GRANT demo_staff TO demo_reader, "demo O'Neil ""Ops""";
GRANT demo_auditor TO demo_owner WITH ADMIN OPTION;
ALTER ROLE demo_reader SET statement_timeout = '30s';
ALTER ROLE demo_reader SET search_path = public, pg_catalog;
COMMENT ON ROLE demo_staff IS 'People who may look at everything';

-- What belongs to the database itself, and is in no archive made without --create.
DO $database$
BEGIN
  EXECUTE format('COMMENT ON DATABASE %I IS %L', current_database(), 'Vigie''s sample');
  EXECUTE format('ALTER DATABASE %I SET work_mem = %L', current_database(), '8MB');
  EXECUTE format('ALTER ROLE demo_reader IN DATABASE %I SET application_name = %L',
                 current_database(), 'reader');
  EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT CONNECT, TEMPORARY ON DATABASE %I TO demo_staff', current_database());
END
$database$;

-- NocoDB's own tables ------------------------------------------------------------

CREATE TABLE xc_knex_migrationsv2 (
  id serial PRIMARY KEY, name varchar(255), batch integer, migration_time timestamptz);
CREATE TABLE nc_users_v2 (
  id varchar(20) PRIMARY KEY, email varchar(255), password varchar(255), salt varchar(255),
  roles varchar(255) DEFAULT 'editor', token_version varchar(255), blocked boolean DEFAULT false,
  meta text, created_at timestamptz, updated_at timestamptz,
  CONSTRAINT nc_users_v2_roles CHECK (roles IN ('owner', 'creator', 'editor', 'viewer')));
CREATE TABLE nc_bases_v2 (
  id varchar(128) PRIMARY KEY, title varchar(255), prefix varchar(255), description text,
  meta jsonb, color varchar(255), uuid uuid, deleted boolean DEFAULT false, "order" real,
  created_at timestamptz, updated_at timestamptz);
CREATE TABLE nc_models_v2 (
  id varchar(20) PRIMARY KEY, base_id varchar(128) NOT NULL, table_name varchar(255),
  title varchar(255), type varchar(255) DEFAULT 'table', meta jsonb, enabled boolean DEFAULT true,
  tags varchar(255), "order" real, created_at timestamptz, updated_at timestamptz);
CREATE TABLE nc_columns_v2 (
  id varchar(20) PRIMARY KEY, fk_model_id varchar(20) NOT NULL, title varchar(255),
  column_name varchar(255), uidt varchar(255), dt varchar(255), pk boolean, pv boolean,
  rqd boolean, cdf text, meta jsonb, "order" real, created_at timestamptz);
CREATE TABLE nc_audit_v2 (
  id uuid PRIMARY KEY, "user" varchar(255), ip inet, base_id varchar(128), fk_model_id varchar(20),
  row_id varchar(255), op_type varchar(255) NOT NULL, status varchar(255), details jsonb,
  created_at timestamptz NOT NULL);
CREATE TABLE nc_comments (
  id varchar(20) PRIMARY KEY, row_id varchar(255), fk_model_id varchar(20), comment text,
  created_by varchar(20), mentions text[], resolved_at timestamptz,
  parent_comment_id varchar(20), is_deleted boolean, created_at timestamptz);
CREATE UNLOGGED TABLE nc_jobs (
  id varchar(20) PRIMARY KEY, job varchar(255), status varchar(20), result text);
CREATE TABLE nc_store (
  id serial PRIMARY KEY, db_alias varchar(255), key varchar(255), value text, env varchar(255),
  UNIQUE (key, env));
CREATE TABLE nc_sync_logs (id bigint PRIMARY KEY, payload jsonb);  -- stays empty

INSERT INTO xc_knex_migrationsv2 (name, batch, migration_time)
SELECT format('nc_%s_step', lpad(n::text, 3, '0')), n / 20 + 1,
       timestamptz '2024-01-01' + n * interval '3 days'
FROM generate_series(1, 90) n;
INSERT INTO nc_users_v2
SELECT 'us' || left(md5('user' || n), 18), format('person%s@example.org', n),
       '$2a$10$' || md5('hash' || n), '$2a$10$' || left(md5('salt' || n), 22),
       (ARRAY['owner', 'creator', 'editor', 'viewer'])[1 + n % 4], md5('token' || n),
       n % 97 = 0, CASE WHEN n % 3 = 0 THEN '{"theme": "dark"}' END,
       timestamptz '2025-01-01' + n * interval '1 hour', NULL
FROM generate_series(1, 400) n;
INSERT INTO nc_bases_v2 (id, title, prefix, meta, color, uuid, "order", created_at) VALUES
  ('pm4xw7k2h9c1d5z', 'Sales', '', '{"iconColor": "#36BFFF"}', '#36BFFF',
   md5('base 1')::uuid, 1, '2025-01-02 08:00+01'),
  ('pq8r3t6y1u5i0o2', 'Büro "№ 1"', 'nc_x__', '{"iconColor": null}', NULL,
   md5('base 2')::uuid, 1.5, '2025-02-03 09:30+05:30');
INSERT INTO nc_models_v2
SELECT 'm' || left(md5('model' || n), 17),
       CASE WHEN n % 2 = 0 THEN 'pm4xw7k2h9c1d5z' ELSE 'pq8r3t6y1u5i0o2' END,
       'table_' || n, 'Table ' || n, 'table', jsonb_build_object('hasNonDefaultViews', n % 2 = 0),
       true, NULL, n, timestamptz '2025-03-01' + n * interval '1 day', NULL
FROM generate_series(1, 60) n;
INSERT INTO nc_columns_v2
SELECT 'c' || left(md5('column' || n), 17), 'm' || left(md5('model' || 1 + n % 60), 17),
       'Column ' || n, 'column_' || n,
       (ARRAY['ID', 'SingleLineText', 'Number', 'Attachment', 'LinkToAnotherRecord'])[1 + n % 5],
       'varchar', n % 12 = 0, n % 12 = 1, n % 7 = 0, NULL,
       jsonb_build_object('width', 100 + n % 80, 'options', jsonb_build_array(n, 'a', NULL)),
       n, timestamptz '2025-03-02' + n * interval '1 minute'
FROM generate_series(1, 720) n;
INSERT INTO nc_audit_v2
SELECT md5('audit' || n)::uuid, format('person%s@example.org', 1 + n % 400),
       inet '10.0.0.0' + n % 65536, 'pm4xw7k2h9c1d5z', 'm' || left(md5('model' || n % 60), 17),
       (1 + n % 60000)::text, (ARRAY['DATA_INSERT', 'DATA_UPDATE', 'DATA_LINK'])[1 + n % 3], NULL,
       jsonb_build_object('field', 'status', 'new', n % 5, 'row', n, 'trail', md5(n::text)),
       timestamptz '2025-06-01' + n * interval '47 seconds'
FROM generate_series(1, 60000) n;
INSERT INTO nc_comments
SELECT 'cm' || left(md5('comment' || n), 18), (1 + n % 60000)::text,
       'm' || left(md5('model' || n % 60), 17),
       'Who called? ' || repeat(md5('words' || n) || ' ', 1 + n % 6),
       'us' || left(md5('user' || 1 + n % 400), 18),
       CASE n % 4 WHEN 0 THEN ARRAY['person1@example.org', 'a "b", {c}'] WHEN 1 THEN '{}' END,
       CASE WHEN n % 10 = 0 THEN timestamptz '2025-09-01' + n * interval '1 minute' END,
       CASE WHEN n % 5 = 0 THEN 'cm' || left(md5('comment' || n / 5), 18) END,
       n % 50 = 0, timestamptz '2025-08-01' + n * interval '90 seconds'
FROM generate_series(1, 25000) n;
INSERT INTO nc_jobs
SELECT 'job' || n, 'thumbnail', (ARRAY['waiting', 'completed'])[1 + n % 2], ''
FROM generate_series(1, 500) n;
INSERT INTO nc_store (db_alias, key, value, env) VALUES
  ('', 'NC_DEBUG', '{"nc:app": false}', ''), ('db', 'nc_server_id', md5('server'), NULL),
  (NULL, 'NC_CONFIG_MAIN', E'{"line": 1}\n{"line": 2}\n', 'dev');

CREATE INDEX nc_audit_v2_of_row ON nc_audit_v2 (base_id, fk_model_id, row_id);
CREATE INDEX nc_audit_v2_time ON nc_audit_v2 USING brin (created_at);
CREATE INDEX nc_audit_v2_status ON nc_audit_v2 (created_at) WHERE status IS NOT NULL;
CREATE INDEX nc_comments_open ON nc_comments (row_id) INCLUDE (created_by)
  WHERE resolved_at IS NULL;
CREATE INDEX nc_comments_mentions ON nc_comments USING gin (mentions);
CREATE UNIQUE INDEX nc_users_v2_email ON nc_users_v2 (lower(email));
ALTER TABLE nc_models_v2 ADD FOREIGN KEY (base_id) REFERENCES nc_bases_v2 ON DELETE CASCADE;
ALTER TABLE nc_columns_v2 ADD FOREIGN KEY (fk_model_id) REFERENCES nc_models_v2;
ALTER TABLE nc_comments
  ADD FOREIGN KEY (parent_comment_id) REFERENCES nc_comments DEFERRABLE INITIALLY DEFERRED,
  ADD FOREIGN KEY (created_by) REFERENCES nc_users_v2 ON UPDATE CASCADE ON DELETE SET NULL;

-- The base "Sales": types, tables, partitions --------------------------------------

CREATE SCHEMA pm4xw7k2h9c1d5z AUTHORIZATION demo_owner;
COMMENT ON SCHEMA pm4xw7k2h9c1d5z IS 'Base "Sales"';
SET search_path = pm4xw7k2h9c1d5z;

CREATE TYPE stage AS ENUM ('lead', 'offer', 'won', 'lost');
CREATE DOMAIN email AS varchar(255) CHECK (VALUE ~ '^[^@ ]+@[^@ ]+$');
CREATE DOMAIN percent AS numeric(5, 2) DEFAULT 0 NOT NULL CHECK (VALUE BETWEEN 0 AND 100);
CREATE TYPE address AS (street text, "zip code" varchar(10), city text, at point);
CREATE TYPE pricerange AS RANGE (subtype = numeric);
CREATE COLLATION bytewise (provider = libc, locale = 'C');

CREATE SEQUENCE ticket AS smallint START 7 INCREMENT 7 MAXVALUE 700 CACHE 5 CYCLE;
CREATE SEQUENCE untouched START 42;

CREATE TABLE categories (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text COLLATE bytewise NOT NULL,
  parent_id integer, head_id integer,
  path text GENERATED ALWAYS AS (coalesce(parent_id::text, '') || '/' || name) STORED);
CREATE TABLE customers (
  id integer GENERATED BY DEFAULT AS IDENTITY (START 1000 INCREMENT 10),
  legacy_code text, "Name" text NOT NULL, email email, home address, tags text[] DEFAULT '{}',
  grid integer[][], status varchar(20) DEFAULT 'active', stage stage, discount percent,
  notes json, fields jsonb NOT NULL DEFAULT '{}', nc_order numeric,
  created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz);
ALTER TABLE customers DROP COLUMN legacy_code;
CREATE TABLE products (
  id serial PRIMARY KEY, sku varchar(20) NOT NULL UNIQUE, title text, category_id integer,
  price numeric(12, 2) CONSTRAINT not_free CHECK (price > 0), band pricerange,
  search tsvector GENERATED ALWAYS AS (to_tsvector('pg_catalog.simple', title)) STORED);
CREATE TABLE orders (
  id bigint NOT NULL, ordered_on date NOT NULL, customer_id integer NOT NULL, stage stage,
  total numeric(14, 2), remark text, PRIMARY KEY (id, ordered_on))
  PARTITION BY RANGE (ordered_on);
CREATE TABLE orders_2024 PARTITION OF orders FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE orders_2025 PARTITION OF orders FOR VALUES FROM ('2025-01-01') TO ('2026-01-01')
  PARTITION BY HASH (id);
CREATE TABLE orders_2025_0 PARTITION OF orders_2025 FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE orders_2025_1 PARTITION OF orders_2025 FOR VALUES WITH (MODULUS 2, REMAINDER 1);
CREATE TABLE orders_other PARTITION OF orders DEFAULT;
-- Its columns stand in another order, and one is gone: it was a table of its own once.
CREATE TABLE orders_2023 (
  remark text, total numeric(14, 2), gone integer, ordered_on date NOT NULL, id bigint NOT NULL,
  stage stage, customer_id integer NOT NULL);
ALTER TABLE orders_2023 DROP COLUMN gone;
ALTER TABLE orders ATTACH PARTITION orders_2023 FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
CREATE TABLE order_lines (
  order_id bigint, ordered_on date, line smallint, product_id integer, quantity integer,
  price numeric(12, 2), options jsonb);
CREATE TABLE visits (id integer, place text, during tstzrange);
CREATE TABLE visits_by_phone (number text) INHERITS (visits);
CREATE TABLE attachments (
  id integer PRIMARY KEY, title text, mime varchar(50), body bytea, extracted text, original oid);
ALTER TABLE attachments ALTER body SET STORAGE EXTERNAL;

-- The base "Sales": rows ------------------------------------------------------------

INSERT INTO categories (name, parent_id, head_id)
SELECT 'Category ' || n, CASE WHEN n > 5 THEN n / 5 END, CASE WHEN n % 7 = 0 THEN 200 - n END
FROM generate_series(1, 150) n;
INSERT INTO customers ("Name", email, home, tags, grid, status, stage, discount, notes, fields,
                       nc_order, created_at, updated_at)
SELECT (ARRAY['Müller', 'O''Brien', 'Ñandú', '王小明', 'Søren "S"', E'Zo\u0308e'])[1 + n % 6] || ' ' || n,
       CASE WHEN n % 9 > 0 THEN format('c%s@example.com', n) END,
       CASE WHEN n % 4 > 0 THEN ROW('Rue "A", ' || n, 10000 + n, 'Lyon', point(n / 7.0, -n))::address END,
       CASE n % 3 WHEN 0 THEN ARRAY['vip', 'a,b', NULL] WHEN 1 THEN ARRAY['x' || n % 100] END,
       CASE WHEN n % 11 = 0 THEN ARRAY[[n, NULL], [3, 4]] END,
       (ARRAY['active', 'dormant', 'closed'])[1 + n % 3],
       (enum_range(NULL::stage))[1 + n % 4], n % 1000 / 10.0,
       CASE WHEN n % 5 = 0 THEN format('{"b" : %s,  "a":[1,2 ], "a": 0}', n)::json END,
       jsonb_build_object('phone', '+33 ' || n, 'score', n % 100, 'nested', jsonb_build_object('k', md5(n::text))),
       n, timestamptz '2024-02-29 23:59:59.999999+00' + n * interval '17 minutes', NULL
FROM generate_series(1, 20000) n;
INSERT INTO products (sku, title, category_id, price, band)
SELECT 'SKU-' || lpad(n::text, 6, '0'), 'Product of kind ' || n % 40, 1 + n % 150,
       (n % 500 + 0.99)::numeric(12, 2), pricerange(n % 500, CASE WHEN n % 3 > 0 THEN n % 500 + 10 END)
FROM generate_series(1, 2000) n;
INSERT INTO orders (id, ordered_on, customer_id, stage, total, remark)
SELECT n, date '2022-12-15' + n / 50, 1000 + 10 * (n * 7 % 20000),
       (enum_range(NULL::stage))[1 + n % 4], (n % 90000) / 100.0,
       CASE WHEN n % 20 = 0 THEN 'Deliver before noon; ' || md5(n::text) END
FROM generate_series(1, 60000) n;
INSERT INTO order_lines
SELECT n, date '2022-12-15' + n / 50, 1, 1 + n % 2000, 1 + n % 9, (n % 500 + 0.99)::numeric(12, 2),
       CASE WHEN n % 6 = 0 THEN jsonb_build_object('colour', md5((n % 64)::text)) END
FROM generate_series(1, 60000) n;
INSERT INTO visits
SELECT n, 'Room ' || n % 5, tstzrange(timestamptz '2025-01-01' + n * interval '2 hours',
                                      timestamptz '2025-01-01' + n * interval '2 hours' + interval '1 hour')
FROM generate_series(1, 900) n;
INSERT INTO visits_by_phone SELECT n, NULL, 'empty', '+49 ' || n FROM generate_series(1, 100) n;
-- 16 KiB of noise each, stored outside the row; and text that compresses well.
INSERT INTO attachments
SELECT n, 'Scan ' || n || '.png', 'image/png',
       (SELECT string_agg(decode(md5(n || '/' || k), 'hex'), ''::bytea ORDER BY k)
        FROM generate_series(1, 1024) k),
       repeat('Page ' || n || E'\t of a long text.\n', 2000), NULL
FROM generate_series(1, 120) n;
INSERT INTO attachments (id, title, body) VALUES (0, 'no bytes', ''), (-1, NULL, '\x00ff5c2e0a0d');

-- Large objects, with owners, privileges and a comment.
SELECT lo_from_bytea((500000 + n)::oid,
                     (SELECT string_agg(decode(md5('lo' || n || '/' || k), 'hex'), ''::bytea ORDER BY k)
                      FROM generate_series(1, 4000 * n) k))
FROM generate_series(1, 4) n;
SELECT lo_create(500009);
UPDATE attachments SET original = 500000 + id WHERE id BETWEEN 1 AND 4;
ALTER LARGE OBJECT 500001 OWNER TO demo_owner;
COMMENT ON LARGE OBJECT 500001 IS 'The first scan''s original';
GRANT SELECT ON LARGE OBJECT 500001, 500002 TO demo_reader;
GRANT SELECT, UPDATE ON LARGE OBJECT 500002 TO demo_staff WITH GRANT OPTION;

-- Sequences away from where they began.
SELECT nextval('ticket') FROM generate_series(1, 3);
SELECT setval('products_id_seq', 5000);
SELECT setval('public.nc_store_id_seq', 900, false);

-- The base "Sales": indexes, constraints, statistics ---------------------------------

ALTER TABLE customers ADD PRIMARY KEY (id);
ALTER TABLE order_lines ADD PRIMARY KEY (order_id, ordered_on, line);
CREATE INDEX customers_name ON customers (lower("Name") COLLATE "C" DESC NULLS LAST);
CREATE INDEX customers_fields ON customers USING gin (fields jsonb_path_ops);
CREATE UNIQUE INDEX customers_email ON customers (email) WHERE status = 'active';
CREATE INDEX customers_score ON customers (((fields ->> 'score')::integer), (nc_order + 1));
ALTER INDEX customers_score ALTER COLUMN 1 SET STATISTICS 400;
CREATE INDEX products_search ON products USING gin (search) WITH (fastupdate = off);
CREATE INDEX products_kind ON products USING hash (title);
CREATE INDEX orders_customer ON orders (customer_id);
CREATE INDEX orders_2024_total ON orders_2024 (total) WITH (fillfactor = 70);
ALTER TABLE customers CLUSTER ON customers_pkey;
ALTER TABLE products REPLICA IDENTITY USING INDEX products_sku_key;
ALTER TABLE customers ALTER status SET STATISTICS 500, ALTER status SET (n_distinct = 3),
  ADD CONSTRAINT status_known CHECK (status IN ('active', 'dormant', 'closed'));
-- Old rows break this one: it holds for new rows only.
ALTER TABLE customers ADD CONSTRAINT has_tags CHECK (tags IS NOT NULL) NOT VALID;
ALTER TABLE categories
  ADD CONSTRAINT child_of FOREIGN KEY (parent_id) REFERENCES categories
    DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE products ADD FOREIGN KEY (category_id) REFERENCES categories ON DELETE SET NULL;
ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers NOT DEFERRABLE;
ALTER TABLE order_lines
  ADD CONSTRAINT of_order FOREIGN KEY (order_id, ordered_on) REFERENCES orders ON DELETE CASCADE,
  ADD FOREIGN KEY (product_id) REFERENCES products;
ALTER TABLE visits ADD CONSTRAINT one_at_a_time EXCLUDE USING gist (during WITH &&)
  WHERE (place IS NOT NULL);
CREATE STATISTICS customers_shape (ndistinct, dependencies, mcv) ON status, stage FROM customers;

-- The base "Sales": functions, triggers, views ----------------------------------------

CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog AS $f$
BEGIN
  NEW.updated_at := coalesce(NEW.updated_at, timestamptz '2026-01-01') + interval '1 second';
  RETURN NEW;  -- a $$ and a 'quote' and a \ in a comment
END
$f$;
CREATE TRIGGER touch BEFORE UPDATE ON customers FOR EACH ROW
  WHEN (OLD.* IS DISTINCT FROM NEW.*) EXECUTE FUNCTION touch();
CREATE FUNCTION refuse_huge() RETURNS trigger LANGUAGE plpgsql AS $f$
BEGIN
  IF NEW.total > 1000000 THEN
    RAISE EXCEPTION 'order % is too large', NEW.id USING HINT = 'split it';
  END IF;
  RETURN NULL;
END
$f$;
CREATE CONSTRAINT TRIGGER refuse_huge AFTER INSERT OR UPDATE OF total ON orders_2024
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION refuse_huge();
CREATE TRIGGER sleeping AFTER TRUNCATE ON visits EXECUTE FUNCTION refuse_huge();
ALTER TABLE visits DISABLE TRIGGER sleeping;
CREATE FUNCTION revenue(since date DEFAULT '2024-01-01', VARIADIC kinds stage[] DEFAULT '{won}')
  RETURNS TABLE (month date, total numeric) LANGUAGE sql STABLE PARALLEL SAFE ROWS 36 AS $f$
  SELECT date_trunc('month', ordered_on)::date, sum(o.total)
  FROM pm4xw7k2h9c1d5z.orders o WHERE ordered_on >= since AND o.stage = ANY (kinds) GROUP BY 1
$f$;
CREATE PROCEDURE close_month(INOUT closed integer) LANGUAGE plpgsql AS 'BEGIN closed := 0; END';
CREATE FUNCTION longer(text, text) RETURNS text LANGUAGE sql IMMUTABLE STRICT AS
  'SELECT CASE WHEN length($1) >= length($2) THEN $1 ELSE $2 END';
CREATE AGGREGATE longest(text) (SFUNC = longer, STYPE = text);
CREATE OPERATOR <~> (LEFTARG = text, RIGHTARG = text, FUNCTION = longer);

CREATE VIEW won AS SELECT * FROM orders WHERE stage = 'won' WITH LOCAL CHECK OPTION;
CREATE VIEW tree WITH (security_barrier) AS
  WITH RECURSIVE t(id, depth) AS (
    SELECT id, 0 FROM categories WHERE parent_id IS NULL
    UNION ALL SELECT c.id, depth + 1 FROM categories c JOIN t ON c.parent_id = t.id)
  SELECT * FROM t;
CREATE VIEW active AS SELECT id, "Name" FROM customers WHERE status IN ('active', 'dormant');
CREATE RULE no_delete AS ON DELETE TO active DO INSTEAD NOTHING;
CREATE MATERIALIZED VIEW by_month AS
  SELECT date_trunc('month', ordered_on)::date AS month, count(*) AS orders, sum(total) AS total
  FROM orders GROUP BY 1;
CREATE UNIQUE INDEX by_month_key ON by_month (month);

-- The base "Sales": owners, privileges, policies, comments -------------------------------

ALTER TABLE customers OWNER TO demo_owner;
ALTER TABLE orders OWNER TO demo_owner;
ALTER TABLE categories OWNER TO "demo O'Neil ""Ops""";
ALTER FUNCTION revenue OWNER TO demo_owner;
ALTER TYPE stage OWNER TO demo_owner;
GRANT USAGE ON SCHEMA pm4xw7k2h9c1d5z TO demo_staff, "demo O'Neil ""Ops""";
GRANT SELECT ON ALL TABLES IN SCHEMA pm4xw7k2h9c1d5z TO demo_staff;
GRANT SELECT (id, "Name"), UPDATE ("Name") ON customers TO demo_reader;
GRANT INSERT, UPDATE ON orders TO demo_reader WITH GRANT OPTION;
REVOKE ALL ON attachments FROM demo_staff;
REVOKE EXECUTE ON FUNCTION revenue FROM PUBLIC;
GRANT EXECUTE ON FUNCTION revenue TO demo_auditor;
GRANT USAGE ON SEQUENCE ticket TO demo_reader;
REVOKE USAGE ON TYPE address FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE demo_owner IN SCHEMA pm4xw7k2h9c1d5z
  GRANT SELECT ON TABLES TO demo_staff;
ALTER DEFAULT PRIVILEGES FOR ROLE demo_owner REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER TABLE customers ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_region ON customers FOR SELECT TO demo_reader
  USING (status <> 'closed' AND (home).city = 'Lyon');
CREATE POLICY no_new_vip ON customers AS RESTRICTIVE FOR INSERT WITH CHECK (NOT 'vip' = ANY (tags));
ALTER TABLE attachments ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
COMMENT ON TABLE customers IS E'People who buy.\nIt''s "theirs"; \\ -- not ours: 100 % 😀';
COMMENT ON COLUMN customers."Name" IS 'As they spell it';
COMMENT ON CONSTRAINT has_tags ON customers IS 'Since 2025';
COMMENT ON POLICY own_region ON customers IS 'Readers see one city';
COMMENT ON TRIGGER touch ON customers IS 'Keeps updated_at';
COMMENT ON INDEX customers_email IS '';
COMMENT ON INDEX customers_name IS 'For the grid''s sorting';
COMMENT ON FUNCTION longer IS 'Used by longest()';

-- The base "Büro": names that look like something else ------------------------------------

CREATE SCHEMA "Büro ""№ 1""; $(id) `id` \ 😀";
SET search_path = "Büro ""№ 1""; $(id) `id` \ 😀";
CREATE TYPE "Größe" AS ENUM ('', 'it''s', 'a\b', '大');
CREATE TABLE "select" ("from" integer PRIMARY KEY, "ORDER" text, "a""b" "Größe", " " text);
INSERT INTO "select" SELECT n, 'row ' || n, (enum_range(NULL::"Größe"))[1 + n % 4], ''
FROM generate_series(1, 1000) n;
CREATE TABLE "Kunden & Söhne'; DROP TABLE x; --" (
  "Straße\nr" text, "new
line" integer DEFAULT 7, "per%cent $1 ${HOME} {0}" text, "tab	stop" text);
INSERT INTO "Kunden & Söhne'; DROP TABLE x; --" SELECT md5(n::text), n, '%s', E'\t'
FROM generate_series(1, 1000) n;
CREATE TABLE "two
lines\." (id integer GENERATED ALWAYS AS IDENTITY, "e\u0301 vs é" text);
INSERT INTO "two
lines\." ("e\u0301 vs é") SELECT E'\u202eright to left' || n FROM generate_series(1, 500) n;
-- 63 bytes, PostgreSQL's longest name: NAMEDATALEN is 64.
CREATE TABLE "éééééééééééééééééééééééééééééé123" ("x.y" serial, "../../etc/passwd" text);
CREATE INDEX "index of \ ""é""" ON "éééééééééééééééééééééééééééééé123" ("../../etc/passwd");
CREATE VIEW "-rf *" AS SELECT "from" AS "postgresql://h/db?a=b" FROM "select";
CREATE FUNCTION "f()"("a b" text) RETURNS text LANGUAGE sql AS $$SELECT '\'||$1||'$x$;'$$;
GRANT SELECT ("a""b") ON "select" TO "demo O'Neil ""Ops""";
CREATE TABLE nothing ();
INSERT INTO nothing DEFAULT VALUES;
INSERT INTO nothing DEFAULT VALUES;

-- Every kind of field, with the values at its edges ----------------------------------------

CREATE SCHEMA "Field types";
SET search_path = "Field types";
CREATE TABLE numbers (
  i2 smallint, i4 integer, i8 bigint, n numeric, n2 numeric(20, 5), f4 real, f8 float8, b boolean);
INSERT INTO numbers VALUES
  (-32768, -2147483648, -9223372036854775808, 'NaN', -0.00001, '-infinity', 'infinity', true),
  (32767, 2147483647, 9223372036854775807, repeat('9', 900)::numeric, 99999.12345, 'NaN', 'NaN', false),
  (0, 0, 0, ('0.' || repeat('0', 800) || '1')::numeric, 0, '-0', '-0', NULL),
  (NULL, NULL, NULL, 1e130, NULL, 1e-45, 5e-324, NULL), (1, 1, 1, 0.10, 1.1, 0.1, 0.1, true),
  (NULL, NULL, NULL, NULL, NULL, 3.4028235e38, 1.7976931348623157e308, NULL);
CREATE TABLE times (
  d date, t time(3), tz timetz, ts timestamp, tstz timestamptz, i interval, r tstzrange, dr daterange);
INSERT INTO times VALUES
  ('infinity', '24:00', '23:59:59.999999+15:59', '-infinity', 'infinity', '-178000000 years', 'empty', '(,)'),
  ('4713-11-24 BC', '00:00', '00:00-15:59', '0044-03-15 12:00 BC', '0001-01-01 00:00+00', '1 mon -1 day +0.000001 sec', '[-infinity,infinity]', '[2024-02-29,)'),
  ('5874897-12-31', NULL, NULL, '294276-12-31 23:59:59.999999', '2025-03-30 02:30+01', '0', '(2024-01-01 00:00+00,)', NULL),
  ('1582-10-10', '12:34:56.789', '12:00+05:45', 'epoch', '1970-01-01 00:00-12', 'P1Y2M3DT4H5M6.7S', NULL, 'empty');
CREATE TABLE texts (id integer PRIMARY KEY, t text, c char(5), v varchar(7), n name, q "char");
INSERT INTO texts VALUES
  (1, '', '', '', '', ''), (2, NULL, NULL, NULL, NULL, NULL), (3, '\.', '\.', '\N', 'NULL', '\'),
  (4, E'\t\n\r\b\f\v\\', ' a ', ' ', '"', '"'), (5, E'\\.\n\\.\n', 'é', 'e\u0301', 'é', 'x'),
  (6, E'\001\x7f', '😀😀😀😀😀', '日本語', '名', '1'), (7, repeat('wide ', 500000), 'wide', 'wide', 'wide', 'w'),
  (8, E'a\r\nb\rc', E'\n', E'\r\n', E'\n', E'\n'), (9, E'\ufeff\u200b\u202e', '--', ';', '$$', '$');
CREATE TABLE others (
  u uuid, j json, jb jsonb, jp jsonpath, x bit(3), vb varbit, m macaddr, m8 macaddr8, ip inet,
  net cidr, p point, poly polygon, circ circle, box box, v tsvector, q tsquery, l pg_lsn,
  a text[], aa integer[], ja jsonb[], rc regclass, ra int4range[]);
INSERT INTO others VALUES
  (md5('u')::uuid, '{"a":1,"a":  2}', '{"z":[1e100,"\u00e9",null],"":{}}', '$.a[*] ? (@ > 1)', B'101',
   B'', '08:00:2b:01:02:03', '08:00:2b:01:02:03:04:05', '::1/64', '10.1.0.0/16', '(-0,1e300)',
   '((0,0),(1,1),(2,0))', '<(0,0),1>', '(1,1),(0,0)', '''it''''s'':1A fat:2', 'fat & !rat:*', '16/B374D848',
   '{"NULL",NULL,"","a\"b","{c}"," d"}', '[-1:1]={7,NULL,9}', ARRAY['1', 'null']::jsonb[],
   'pg_class', ARRAY['[1,5)', 'empty']::int4range[]),
  (NULL, 'null', 'null', NULL, NULL, NULL, NULL, NULL, '192.168.0.1', NULL, NULL, NULL, NULL, NULL,
   '', '', NULL, '{}', '{{{1}}}', '{}', NULL, '{}');

-- What belongs to no schema ------------------------------------------------------------------

CREATE FUNCTION note_ddl() RETURNS event_trigger LANGUAGE plpgsql AS $f$
BEGIN
  RAISE DEBUG 'made by %', tg_tag;
END
$f$;
CREATE EVENT TRIGGER demo_note_ddl ON ddl_command_end WHEN TAG IN ('CREATE TABLE', 'ALTER TABLE')
  EXECUTE FUNCTION note_ddl();
CREATE PUBLICATION demo_changes FOR TABLE pm4xw7k2h9c1d5z.products, public.nc_bases_v2
  WITH (publish = 'insert, update');
