"""What the database itself refuses: an entry's step that leaves one out or lacks its proof."""

from django.db import migrations

STANDING = """
CREATE FUNCTION listings_standing(organisation bigint, an_item text, a_fact uuid, version bigint)
RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce((
        SELECT CASE WHEN v.withdrawn THEN 'gone' WHEN v.id <> version THEN 'changed' ELSE 'stands' END
        FROM records_version v
        WHERE v.organisation_id = organisation AND v.item = an_item AND v.key = a_fact
          AND v.superseded_at IS NULL), 'gone')
$$;
"""

ENTRY = """
CREATE FUNCTION listings_refuse(reason text) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'listings: %', reason USING ERRCODE = 'restrict_violation';
END $$;

CREATE FUNCTION listings_may_follow(honour boolean, before text, after text) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
    SELECT after = 'removed' OR (before, after) IN (
        ('decided', 'told'), ('told', 'published')
    ) AND NOT honour OR NOT honour AND (before, after) IN (
        ('draft', 'noticed'), ('noticed', 'served'), ('served', 'hearing'), ('served', 'heard'),
        ('hearing', 'heard'), ('heard', 'reviewed'), ('reviewed', 'consented'),
        ('reviewed', 'decided'), ('consented', 'decided')
    ) OR honour AND (before, after) IN (
        ('draft', 'commenting'), ('commenting', 'decided'), ('decided', 'published')
    )
$$;

CREATE FUNCTION listings_guard_entry() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    step listings_step%ROWTYPE;
    served date;
BEGIN
    IF TG_OP = 'DELETE' THEN
        PERFORM listings_refuse('an entry is never deleted');
    ELSIF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'draft' THEN
            PERFORM listings_refuse('an entry begins as a draft');
        END IF;
        RETURN NEW;
    END IF;
    IF OLD.state = 'removed' THEN
        PERFORM listings_refuse('what was removed stays as it is');
    END IF;
    IF (NEW.kind, NEW.honour, NEW.organisation_id, NEW.agency, NEW.case_id, NEW.proposed_by)
        IS DISTINCT FROM (OLD.kind, OLD.honour, OLD.organisation_id, OLD.agency, OLD.case_id, OLD.proposed_by) THEN
        PERFORM listings_refuse('who is put on which list by whom does not change');
    END IF;
    IF OLD.state IN ('decided', 'told', 'published') AND
        (NEW.facts, NEW.basis, NEW.decision_number, NEW.decided_by, NEW.starts_on, NEW.ends_on)
        IS DISTINCT FROM (OLD.facts, OLD.basis, OLD.decision_number, OLD.decided_by, OLD.starts_on, OLD.ends_on) THEN
        PERFORM listings_refuse('a decision does not change');
    END IF;
    IF NEW.state = OLD.state THEN
        RETURN NEW;
    END IF;
    IF NOT listings_may_follow(NEW.honour, OLD.state, NEW.state) THEN
        PERFORM listings_refuse(OLD.state || ' is not followed by ' || NEW.state);
    END IF;
    SELECT * INTO step FROM listings_step s WHERE s.entry_id = NEW.id AND s.state = NEW.state;
    IF NOT FOUND THEN
        PERFORM listings_refuse('no proof of ' || NEW.state);
    END IF;
    IF NEW.state = 'removed' THEN
        RETURN NEW;
    END IF;
    IF EXISTS (
        SELECT FROM listings_ground g WHERE g.entry_id = NEW.id
        AND (listings_standing(g.organisation_id, g.item, g.fact, g.version_id) = 'gone'
             OR OLD.state NOT IN ('decided', 'told')
             AND listings_standing(g.organisation_id, g.item, g.fact, g.version_id) = 'changed')) THEN
        PERFORM listings_refuse('a ground fell away');
    END IF;
    IF NEW.state IN ('reviewed', 'decided', 'published') AND step."by" = NEW.proposed_by THEN
        PERFORM listings_refuse('done by who proposed it');
    END IF;
    IF NEW.honour THEN
        IF NEW.state = 'decided' AND (NEW.answer_until IS NULL OR step."on" <= NEW.answer_until) THEN
            PERFORM listings_refuse('the time for comments is not over');
        END IF;
        RETURN NEW;
    END IF;
    IF NOT EXISTS (SELECT FROM listings_ground g WHERE g.entry_id = NEW.id) THEN
        PERFORM listings_refuse('no record to rest on');
    END IF;
    IF NEW.state <> 'noticed' THEN
        SELECT n.served_on INTO served FROM casework_notice n
        WHERE n.id = NEW.notice_id AND n.case_id = NEW.case_id AND n.kind = 'listing.notice';
        IF served IS NULL THEN
            PERFORM listings_refuse('the notice was not served');
        END IF;
    END IF;
    IF NEW.state = 'heard' AND (NEW.answer_until IS NULL OR NEW.answer_until <= served
        OR step."on" <= NEW.answer_until AND NEW.hearing_on IS NULL) THEN
        PERFORM listings_refuse('the time to answer is not over');
    END IF;
    IF NEW.state = 'decided' AND NEW.consent_needed AND OLD.state <> 'consented' THEN
        PERFORM listings_refuse('the superior did not consent');
    END IF;
    IF NEW.state IN ('told', 'published') AND NOT EXISTS (
        SELECT FROM casework_notice n WHERE n.id = NEW.decision_notice_id AND n.case_id = NEW.case_id
        AND n.kind = 'listing.decision' AND n.served_on IS NOT NULL) THEN
        PERFORM listings_refuse('the decision was not served');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER listings_entry_guard BEFORE INSERT OR UPDATE OR DELETE ON listings_entry
    FOR EACH ROW EXECUTE FUNCTION listings_guard_entry();
"""

KEPT = """
CREATE FUNCTION listings_guard_step() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM listings_refuse('steps and their proofs are only ever added');
    RETURN NULL;
END $$;
CREATE TRIGGER listings_step_guard BEFORE UPDATE OR DELETE ON listings_step
    FOR EACH ROW EXECUTE FUNCTION listings_guard_step();

CREATE FUNCTION listings_guard_ground() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR TG_OP = 'UPDATE' AND (NEW.entry_id, NEW.organisation_id, NEW.item, NEW.fact, NEW.version_id)
        IS DISTINCT FROM (OLD.entry_id, OLD.organisation_id, OLD.item, OLD.fact, OLD.version_id) THEN
        PERFORM listings_refuse('what an entry rests on does not change');
    END IF;
    IF TG_OP = 'INSERT' AND NOT EXISTS (
        SELECT FROM listings_entry e WHERE e.id = NEW.entry_id AND e.state = 'draft'
        AND e.organisation_id = NEW.organisation_id) THEN
        PERFORM listings_refuse('a ground is named in the draft and is of the organisation');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER listings_ground_guard BEFORE INSERT OR UPDATE OR DELETE ON listings_ground
    FOR EACH ROW EXECUTE FUNCTION listings_guard_ground();
"""

UNDO = """
DROP TRIGGER listings_entry_guard ON listings_entry;
DROP TRIGGER listings_step_guard ON listings_step;
DROP TRIGGER listings_ground_guard ON listings_ground;
DROP FUNCTION listings_guard_entry();
DROP FUNCTION listings_guard_step();
DROP FUNCTION listings_guard_ground();
DROP FUNCTION listings_may_follow(boolean, text, text);
DROP FUNCTION listings_refuse(text);
DROP FUNCTION listings_standing(bigint, text, uuid, bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("listings", "0001_initial"), ("records", "0001_initial")]
    operations = [migrations.RunSQL(sql=STANDING + ENTRY + KEPT, reverse_sql=UNDO)]
