"""The search of the public follows merges: a name of one that was merged finds the one it is now."""

from django.db import migrations

VIEWS = """
CREATE OR REPLACE VIEW published.search_name AS
SELECT t.name_id, t.folded, t.brand_at, t.pinyin, t.brand_sound_at, t.terms, n.name, n.name = o.name AS current,
       o.id AS organisation_id, o.uscc, o.name AS present_name, o.kind, o.status, o.division, o.industry,
       o.registered_on
FROM matching_term t
JOIN organisations_name n ON n.id = t.name_id
LEFT JOIN organisations_merged m ON m.source_id = n.organisation_id
JOIN published.live_organisation o ON o.id = coalesce(m.target_id, n.organisation_id)
WHERE CASE WHEN n.folded = t.folded AND (
    n.name = o.name OR o.former_names @> jsonb_build_array(jsonb_build_object('name', n.name))
) THEN true END;

CREATE OR REPLACE VIEW published.search_number AS
SELECT i.value, i.scheme, o.id AS organisation_id, o.uscc, o.name AS present_name, o.kind, o.status, o.division,
       o.industry, o.registered_on
FROM organisations_identifier i
LEFT JOIN organisations_merged m ON m.source_id = i.organisation_id
JOIN published.live_organisation o ON o.id = coalesce(m.target_id, i.organisation_id)
WHERE CASE WHEN o.identifiers @> jsonb_build_array(jsonb_build_object('scheme', i.scheme, 'value', i.value))
      THEN true END;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0003_judgements"),
        ("organisations", "0004_reassignment"),
        ("disclosure", "0006_reassigned"),
    ]
    operations = [migrations.RunSQL(VIEWS)]
