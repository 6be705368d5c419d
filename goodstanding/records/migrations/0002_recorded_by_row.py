"""The index by the instant of record knows rows, too: a part of a large load is found without reading all of it.

Versions of a load lie in the order of its rows, give or take some thousands, so that a range of them is a range of pages.
"""

from django.db import migrations

INDEX = """
DROP INDEX records_version_recorded;
CREATE INDEX records_version_recorded ON records_version USING brin (recorded_at, submission_id, "row");
"""
BACK = """
DROP INDEX records_version_recorded;
CREATE INDEX records_version_recorded ON records_version USING brin (recorded_at, submission_id);
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0001_initial")]
    operations = [migrations.RunSQL(INDEX, BACK)]
