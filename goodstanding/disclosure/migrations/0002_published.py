"""The published copy: tables that the public cannot read, and the views that it can.

The views are right by the day whatever the jobs have done: what has ended, what was taken down
and what has not begun is in none of them.
"""

from django.db import migrations

TABLES = """
CREATE SCHEMA published;

CREATE TABLE published.clock (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    today date
);
INSERT INTO published.clock DEFAULT VALUES;
COMMENT ON TABLE published.clock IS 'null: the civil day; a day only where the node has a fixed clock (test, demo)';

CREATE TABLE published.watermark (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    loaded_at timestamptz NOT NULL DEFAULT '-infinity',
    "row" integer NOT NULL DEFAULT 2147483647,
    refreshing_until timestamptz NOT NULL DEFAULT '-infinity',
    edition text NOT NULL DEFAULT '',
    rules text NOT NULL DEFAULT '',
    published_at timestamptz
);
INSERT INTO published.watermark DEFAULT VALUES;
COMMENT ON TABLE published.watermark IS 'submissions loaded up to this instant are in the copy, and of the next one the rows up to this one';

CREATE TABLE published.organisation (
    id bigint PRIMARY KEY,
    uscc text NOT NULL UNIQUE,
    name text NOT NULL,
    kind text NOT NULL,
    status text NOT NULL,
    division text,
    industry text,
    registered_on date,
    deregistered_on date,
    former_names jsonb NOT NULL,
    identifiers jsonb NOT NULL,
    successors jsonb NOT NULL,
    listed boolean NOT NULL,
    suppressed_on date,
    updated_at timestamptz NOT NULL
);

CREATE TABLE published.reason (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    edition text NOT NULL,
    because jsonb NOT NULL,
    digest uuid NOT NULL UNIQUE
);

CREATE TABLE published.record (
    version_id bigint PRIMARY KEY,
    organisation_id bigint NOT NULL,
    recorded_at timestamptz NOT NULL,
    amount numeric,
    public_from date NOT NULL,
    public_until date,
    valid_from date,
    valid_until date,
    dated_on date NOT NULL,
    suppressed_on date,
    reason integer NOT NULL,
    identity boolean NOT NULL,
    fact uuid NOT NULL,
    item text NOT NULL,
    item_class text NOT NULL,
    family text NOT NULL,
    polarity text NOT NULL,
    key text NOT NULL,
    agency text NOT NULL,
    title text,
    number text COLLATE "C",
    authority text COLLATE "C",
    division text COLLATE "C",
    kinds text[] NOT NULL,
    held text[] NOT NULL,
    marks text[] NOT NULL,
    payload jsonb NOT NULL,
    CHECK (public_until >= public_from)
);

CREATE TABLE published.gone (
    version_id bigint PRIMARY KEY,
    item_class text NOT NULL,
    gone_on date NOT NULL
);
COMMENT ON TABLE published.gone IS 'what was public and is no more: its number only, so that copies can be put right';
"""

# An organisation's file; a column, newest first, as it is or narrowed; the number of a document;
# what ends next.
INDEXES = """
CREATE INDEX record_file ON published.record (organisation_id, item_class, dated_on DESC, version_id DESC);
CREATE INDEX record_column ON published.record (family, dated_on DESC, version_id DESC);
CREATE INDEX record_authority ON published.record (family, authority, dated_on DESC, version_id DESC)
    WHERE family IN ('pen', 'lic');
CREATE INDEX record_division ON published.record (family, division, dated_on DESC, version_id DESC)
    WHERE family IN ('pen', 'lic');
CREATE INDEX record_number ON published.record (number) WHERE family IN ('pen', 'lic');
CREATE INDEX record_held ON published.record (recorded_at) WHERE held <> '{}';
CREATE INDEX record_ends ON published.record (public_until) WHERE public_until IS NOT NULL;
CREATE INDEX gone_on ON published.gone (gone_on);
"""

TODAY = """(SELECT coalesce(c.today, (now() AT TIME ZONE 'Asia/Shanghai')::date) FROM published.clock c)"""

VIEWS = f"""
CREATE VIEW published.live_record AS
SELECT r.version_id, r.organisation_id, o.uscc, o.name, o.kind, r.item, r.item_class, r.family, r.polarity, r.key,
       r.agency, r.title, r.number, r.authority, r.division, r.dated_on, r.amount, r.kinds, r.identity, r.payload,
       w.because, r.public_from, r.public_until, r.valid_from, r.valid_until, r.recorded_at, w.edition, r.marks,
       ARRAY(SELECT split_part(h.h, ':', 1) FROM unnest(r.held) AS h(h)) AS held
FROM published.record r
LEFT JOIN published.organisation o ON o.id = r.organisation_id
LEFT JOIN published.reason w ON w.id = r.reason
WHERE r.suppressed_on IS NULL AND r.public_from <= {TODAY}
  AND (r.public_until IS NULL OR r.public_until >= {TODAY});

CREATE VIEW published.live_organisation AS
SELECT o.id, o.uscc, o.name, o.kind, o.status, o.division, o.industry, o.registered_on, o.deregistered_on,
       (SELECT r.payload FROM published.live_record r
        WHERE r.organisation_id = o.id AND r.item_class = 'registration' AND r.identity
        ORDER BY r.dated_on DESC, r.version_id DESC LIMIT 1) AS facts,
       o.former_names, o.identifiers, o.successors, o.updated_at
FROM published.organisation o
WHERE o.listed AND o.suppressed_on IS NULL;

CREATE VIEW published.live_withdrawal AS
SELECT g.version_id, g.item_class, g.gone_on FROM published.gone g
UNION ALL
SELECT r.version_id, r.item_class, coalesce(r.suppressed_on, r.public_until + 1) FROM published.record r
WHERE r.suppressed_on IS NOT NULL OR r.public_until < {TODAY};

CREATE VIEW published.live_state AS
SELECT {TODAY} AS today, w.published_at, w.loaded_at FROM published.watermark w;
"""


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0001_initial")]
    operations = [
        migrations.RunSQL(
            sql=TABLES + INDEXES + VIEWS, reverse_sql="DROP SCHEMA published CASCADE;"
        )
    ]
