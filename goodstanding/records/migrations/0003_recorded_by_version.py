"""The index by the instant of record knows the numbers of versions in place of rows.

Versions of a load lie in the order of their numbers, so that a range of them is a range of pages. In that of rows they
lie only give or take some thousands, for which the planner took the index to be useless.
"""

from django.db import migrations

INDEX = """
DROP INDEX records_version_recorded;
CREATE INDEX records_version_recorded ON records_version USING brin (recorded_at, submission_id, id);
"""
BACK = """
DROP INDEX records_version_recorded;
CREATE INDEX records_version_recorded ON records_version USING brin (recorded_at, submission_id, "row");
"""


class Migration(migrations.Migration):
    dependencies = [("records", "0002_recorded_by_row")]
    operations = [migrations.RunSQL(INDEX, BACK)]
