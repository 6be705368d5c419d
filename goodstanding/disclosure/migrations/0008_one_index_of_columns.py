"""Five entries for each record instead of eight: adding them is most of what publication costs.

A column is read by day whatever it is narrowed to. Authority and district stand behind the day, so
that what does not match is passed over within the index. What was told of an organisation is found
by the index of files (`told_of`), but for the few that are shown in another's. What is held back
is known when it is published, and is not looked for again.
"""

from django.db import migrations

INDEXES = """
DROP INDEX published.record_column, published.record_authority, published.record_division;
CREATE INDEX record_column ON published.record (family, dated_on, authority, division);
DROP INDEX published.record_told_of, published.record_held;
CREATE INDEX record_moved ON published.record (organisation_id) WHERE shown_with IS NOT NULL;
"""


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0007_fewer_indexes")]
    operations = [migrations.RunSQL(INDEXES, migrations.RunSQL.noop)]
