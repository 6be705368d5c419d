"""How much of its share each key has used: one small row each, outside the write-ahead log."""

from django.db import migrations, models

# Rewritten by each request: room in each page, so that no index is touched.
UNLOGGED = "ALTER TABLE accounts_share SET UNLOGGED, SET (fillfactor = 50)"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_keys")]
    operations = [
        migrations.CreateModel(
            name="Share",
            fields=[
                ("whose", models.TextField(primary_key=True, serialize=False)),
                ("until", models.DateTimeField()),
            ],
            options={"db_table": "accounts_share"},
        ),
        migrations.RunSQL(UNLOGGED, migrations.RunSQL.noop),
    ]
