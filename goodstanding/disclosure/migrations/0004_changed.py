"""When the copy last changed in any way: pages that are kept elsewhere are asked for again then.

Taking down, marking and releasing change the copy at once, without a publication.
"""

from django.db import migrations

TODAY = """(SELECT coalesce(c.today, (now() AT TIME ZONE 'Asia/Shanghai')::date) FROM published.clock c)"""

VIEW = f"""
CREATE OR REPLACE VIEW published.live_state AS
SELECT {TODAY} AS today, w.published_at, w.loaded_at,
       greatest(
           w.published_at,
           (SELECT max(greatest(s.at, s.lifted_at)) FROM disclosure_suppression s),
           (SELECT max(greatest(m.at, m.lifted_at)) FROM disclosure_mark m),
           (SELECT max(h.released_at) FROM disclosure_held h WHERE h.released_at IS NOT NULL)
       ) AS changed_at,
       (SELECT count(*) FROM disclosure_suppression) + (SELECT count(*) FROM disclosure_mark) AS changes
FROM published.watermark w;
CREATE INDEX held_released ON disclosure_held (released_at) WHERE released_at IS NOT NULL;
"""


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0003_reader")]
    operations = [
        migrations.RunSQL(sql=VIEW, reverse_sql="DROP INDEX held_released;"),
    ]
