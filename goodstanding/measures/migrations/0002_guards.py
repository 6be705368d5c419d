"""What the database itself refuses: a measure without a live entry, or one that outlasts it."""

from django.db import migrations

GUARD = """
CREATE FUNCTION measures_guard_call() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    entry listings_entry%ROWTYPE;
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'measures: what was called up is never deleted' USING ERRCODE = 'restrict_violation';
    END IF;
    SELECT * INTO entry FROM listings_entry e WHERE e.id = NEW.entry_id;
    IF TG_OP = 'INSERT' THEN
        IF entry.state <> 'published' OR NEW.organisation_id <> entry.organisation_id
            OR NEW.starts_on < entry.starts_on OR NEW.ends_on > entry.ends_on THEN
            RAISE EXCEPTION 'measures: no live entry for this period' USING ERRCODE = 'restrict_violation';
        END IF;
        IF NEW.incentive <> entry.honour OR NEW.state <> 'called' THEN
            RAISE EXCEPTION 'measures: an entry calls up its own kind, and only calls' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
    END IF;
    IF (NEW.entry_id, NEW.organisation_id, NEW.measure, NEW.body, NEW.clause, NEW.matters, NEW.incentive, NEW.binding, NEW.starts_on, NEW.ends_on)
        IS DISTINCT FROM (OLD.entry_id, OLD.organisation_id, OLD.measure, OLD.body, OLD.clause, OLD.matters, OLD.incentive, OLD.binding, OLD.starts_on, OLD.ends_on) THEN
        RAISE EXCEPTION 'measures: what was called up does not change' USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state <> OLD.state AND NOT (OLD.state, NEW.state) IN (
        ('called', 'confirmed'), ('called', 'done'), ('called', 'refused'), ('called', 'closed'),
        ('confirmed', 'done'), ('confirmed', 'refused'), ('confirmed', 'closed'),
        ('done', 'lifted'), ('refused', 'closed'), ('lifted', 'closed')
    ) THEN
        RAISE EXCEPTION 'measures: % is not followed by %', OLD.state, NEW.state USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.state <> OLD.state AND NEW.state IN ('confirmed', 'done') AND entry.state <> 'published' THEN
        RAISE EXCEPTION 'measures: nothing is carried out for an entry that ended' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER measures_call_guard BEFORE INSERT OR UPDATE OR DELETE ON measures_call
    FOR EACH ROW EXECUTE FUNCTION measures_guard_call();

CREATE FUNCTION measures_guard_report() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'measures: reports are only ever added' USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER measures_report_guard BEFORE UPDATE OR DELETE ON measures_report
    FOR EACH ROW EXECUTE FUNCTION measures_guard_report();
"""
UNDO = """
DROP TRIGGER measures_call_guard ON measures_call;
DROP TRIGGER measures_report_guard ON measures_report;
DROP FUNCTION measures_guard_call();
DROP FUNCTION measures_guard_report();
"""


class Migration(migrations.Migration):
    dependencies = [("measures", "0001_initial"), ("listings", "0002_guards")]
    operations = [migrations.RunSQL(sql=GUARD, reverse_sql=UNDO)]
