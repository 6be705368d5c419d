"""The copy holds a load up to the number of a version in place of a row, by which the planner finds the next ones.

Some thousands of rows at a time are numbered organisation by organisation, so that what is in the copy up to some row
is no beginning of the load by numbers: such a load begins anew.
"""

from django.db import migrations

FORWARD = """
DELETE FROM published.record r USING published.watermark w WHERE w."row" < 2147483647 AND r.recorded_at = w.loaded_at;
ALTER TABLE published.watermark ADD COLUMN version bigint NOT NULL DEFAULT 9223372036854775807;
UPDATE published.watermark SET version = 0 WHERE "row" < 2147483647;
ALTER TABLE published.watermark DROP COLUMN "row";
COMMENT ON TABLE published.watermark IS 'submissions loaded up to this instant are in the copy, and of the last one the versions up to this one';
"""
BACK = """
DELETE FROM published.record r USING published.watermark w WHERE w.version < 9223372036854775807 AND r.recorded_at = w.loaded_at;
ALTER TABLE published.watermark ADD COLUMN "row" integer NOT NULL DEFAULT 2147483647;
UPDATE published.watermark SET "row" = 0 WHERE version < 9223372036854775807;
ALTER TABLE published.watermark DROP COLUMN version;
"""


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0008_one_index_of_columns"), ("records", "0003_recorded_by_version")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
