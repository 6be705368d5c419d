"""The views through which the public searches: names and numbers that are public now, no others.

A name that the published copy doesn't show, or shows otherwise, is not in them, whatever the
index has; an organisation that was taken down is in none. In a CASE the planner doesn't multiply
what it thinks of the conditions: it would expect one row and read all tables to find it.
"""

from django.db import migrations

VIEWS = """
CREATE VIEW published.search_name AS
SELECT t.name_id, t.folded, t.brand_at, t.pinyin, t.brand_sound_at, t.terms, n.name, n.name = o.name AS current,
       o.id AS organisation_id, o.uscc, o.name AS present_name, o.kind, o.status, o.division, o.industry,
       o.registered_on
FROM matching_term t
JOIN organisations_name n ON n.id = t.name_id
JOIN published.live_organisation o ON o.id = n.organisation_id
WHERE CASE WHEN n.folded = t.folded AND (
    n.name = o.name OR o.former_names @> jsonb_build_array(jsonb_build_object('name', n.name))
) THEN true END;

CREATE VIEW published.search_number AS
SELECT i.value, i.scheme, o.id AS organisation_id, o.uscc, o.name AS present_name, o.kind, o.status, o.division,
       o.industry, o.registered_on
FROM organisations_identifier i
JOIN published.live_organisation o ON o.id = i.organisation_id
WHERE CASE WHEN o.identifiers @> jsonb_build_array(jsonb_build_object('scheme', i.scheme, 'value', i.value))
      THEN true END;

CREATE VIEW published.search_count AS SELECT term, names FROM matching_termcount;
"""
GONE = """
DROP VIEW published.search_count;
DROP VIEW published.search_number;
DROP VIEW published.search_name;
"""


def ensure(apps, schema_editor):
    from goodstanding.disclosure.adapters import reader

    reader.ensure(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0001_search"),
        ("organisations", "0002_identifier_value"),
        ("disclosure", "0003_reader"),
    ]
    operations = [
        migrations.RunSQL(VIEWS, GONE),
        migrations.RunPython(ensure, migrations.RunPython.noop),
    ]
