-- A bad afternoon in the sample database: what people and programs do to data that
-- they meant to keep. To be run by psql as superuser.
SET client_min_messages = error;

-- Two tables are "not used any more"; their views and foreign keys go with them.
DROP TABLE pm4xw7k2h9c1d5z.products CASCADE;
DROP TABLE public.nc_columns_v2 CASCADE;

-- An UPDATE that was sent before its WHERE.
UPDATE pm4xw7k2h9c1d5z.orders SET total = 0;

-- A clean-up with the wrong condition.
DELETE FROM public.nc_audit_v2 WHERE get_byte(uuid_send(id), 15) % 2 = 0;

-- A TRUNCATE on the wrong connection.
TRUNCATE pm4xw7k2h9c1d5z.attachments;

-- A sequence set back: the next row would take an id that is in use.
SELECT setval('pm4xw7k2h9c1d5z.customers_id_seq', 1000);

-- A file, and the rule that kept readers to their own rows.
SELECT lo_unlink(500002);
DROP POLICY own_region ON pm4xw7k2h9c1d5z.customers;

-- A value damaged in place, and one no bigger than a byte.
UPDATE public.nc_comments SET comment = reverse(comment) WHERE created_at < '2025-08-02';
UPDATE "Field types".texts SET t = ' ' WHERE id = 1;
