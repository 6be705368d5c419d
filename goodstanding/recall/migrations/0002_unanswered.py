"""The public register of holders that have not answered in time, for the role that reads for the public."""

from django.db import migrations

TODAY = """(SELECT coalesce(c.today, (now() AT TIME ZONE 'Asia/Shanghai')::date) FROM published.clock c)"""

# No record is in it, and no person: a holder is a public body or an organisation.
VIEW = f"""
CREATE VIEW published.live_unanswered AS
SELECT h.name, h.kind, count(*) AS notices, min(r.due_on) AS due_on
FROM recall_recall r JOIN recall_holder h ON h.id = r.holder_id
WHERE r.answered_at IS NULL AND r.due_on < {TODAY}
GROUP BY h.id, h.name, h.kind;
"""


def ensure(apps, schema_editor):
    from goodstanding.disclosure.adapters import reader

    reader.ensure(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("recall", "0001_initial"), ("disclosure", "0005_ended_early")]
    operations = [
        migrations.RunSQL(sql=VIEW, reverse_sql="DROP VIEW published.live_unanswered;"),
        migrations.RunPython(ensure, migrations.RunPython.noop),
    ]
