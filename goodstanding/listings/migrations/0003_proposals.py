"""What the public sees of an honour before its decision: who is proposed, until when to comment."""

from django.db import migrations

VIEW = """
CREATE VIEW published.live_proposal AS
SELECT e.id, e.kind, o.uscc, o.name, e.reason, s."on" AS since, e.answer_until AS until
FROM listings_entry e
JOIN listings_step s ON s.entry_id = e.id AND s.state = 'commenting'
JOIN published.live_organisation o ON o.id = e.organisation_id
JOIN published.live_state t ON true
WHERE e.honour AND e.state = 'commenting' AND s."on" <= t.today AND e.answer_until >= t.today;
"""


def ensure(apps, schema_editor):
    from goodstanding.disclosure.adapters import reader

    reader.ensure(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("listings", "0002_guards"), ("disclosure", "0004_changed")]
    operations = [
        migrations.RunSQL(VIEW, "DROP VIEW published.live_proposal;"),
        migrations.RunPython(ensure, migrations.RunPython.noop),
    ]
