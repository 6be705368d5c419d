"""The published copy follows merges and splits: a record says in whose file it is shown.

`organisation_id` stays that of whom the record was told, so that what is taken down or marked
stays with it; the views show `shown_with` where that is another. What a file would tell twice,
because it was told under both codes, is shown once.
"""

from django.db import migrations

TODAY = """(SELECT coalesce(c.today, (now() AT TIME ZONE 'Asia/Shanghai')::date) FROM published.clock c)"""

COLUMNS = """
ALTER TABLE published.organisation ADD COLUMN merged_into bigint;
ALTER TABLE published.record ADD COLUMN shown_with bigint, ADD COLUMN repeats_since date;
DROP INDEX published.record_file;
CREATE INDEX record_file ON published.record
    (coalesce(shown_with, organisation_id), item_class, dated_on DESC, version_id DESC);
CREATE INDEX record_told_of ON published.record (organisation_id);
"""

VIEWS = f"""
CREATE OR REPLACE VIEW published.live_record AS
SELECT r.version_id, coalesce(r.shown_with, r.organisation_id) AS organisation_id, o.uscc, o.name, o.kind, r.item,
       r.item_class, r.family, r.polarity, r.key,
       r.agency, r.title, r.number, r.authority, r.division, r.dated_on, r.amount, r.kinds, r.identity, r.payload,
       w.because, r.public_from, r.public_until, r.valid_from, r.valid_until, r.recorded_at, w.edition, r.marks,
       ARRAY(SELECT split_part(h.h, ':', 1) FROM unnest(r.held) AS h(h)) AS held
FROM published.record r
LEFT JOIN published.organisation o ON o.id = coalesce(r.shown_with, r.organisation_id)
LEFT JOIN published.reason w ON w.id = r.reason
WHERE r.suppressed_on IS NULL AND r.repeats_since IS NULL AND r.public_from <= {TODAY}
  AND (r.public_until IS NULL OR r.public_until >= {TODAY});

CREATE OR REPLACE VIEW published.live_organisation AS
SELECT o.id, o.uscc, o.name, o.kind, o.status, o.division, o.industry, o.registered_on, o.deregistered_on,
       (SELECT r.payload FROM published.live_record r
        WHERE r.organisation_id = o.id AND r.item_class = 'registration' AND r.identity
        ORDER BY r.dated_on DESC, r.version_id DESC LIMIT 1) AS facts,
       o.former_names, o.identifiers, o.successors, o.updated_at
FROM published.organisation o
WHERE o.listed AND o.suppressed_on IS NULL AND o.merged_into IS NULL;

CREATE VIEW published.live_merger AS
SELECT b.uscc, a.uscc AS into_uscc FROM published.organisation b
JOIN published.live_organisation a ON a.id = b.merged_into WHERE b.suppressed_on IS NULL;

CREATE OR REPLACE VIEW published.live_withdrawal AS
SELECT g.version_id, g.item_class, g.gone_on FROM published.gone g
UNION ALL
SELECT r.version_id, r.item_class, coalesce(r.suppressed_on, r.repeats_since, r.public_until + 1)
FROM published.record r
WHERE r.suppressed_on IS NOT NULL OR r.repeats_since IS NOT NULL OR r.public_until < {TODAY};

CREATE OR REPLACE VIEW published.live_state AS
SELECT {TODAY} AS today, w.published_at, w.loaded_at,
       greatest(
           w.published_at,
           (SELECT max(greatest(s.at, s.lifted_at)) FROM disclosure_suppression s),
           (SELECT max(greatest(m.at, m.lifted_at)) FROM disclosure_mark m),
           (SELECT max(h.released_at) FROM disclosure_held h WHERE h.released_at IS NOT NULL),
           (SELECT max(greatest(d.decided_at, d.undone_at)) FROM organisations_reassignment d)
       ) AS changed_at,
       (SELECT count(*) FROM disclosure_suppression) + (SELECT count(*) FROM disclosure_mark)
           + (SELECT count(decided_at) + count(undone_at) FROM organisations_reassignment) AS changes
FROM published.watermark w;
"""


def ensure(apps, schema_editor):
    from goodstanding.disclosure.adapters import reader

    reader.ensure(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("disclosure", "0005_ended_early"),
        ("organisations", "0004_reassignment"),
    ]
    operations = [
        migrations.RunSQL(COLUMNS + VIEWS),
        migrations.RunPython(ensure, migrations.RunPython.noop),
    ]
