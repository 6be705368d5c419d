"""Rows of `bench.cases`: cases in their states with clocks, entries with measures, copies, publicity periods.

Sets of rows beside a register and penalties that came through the ordinary door. Every constraint
and trigger of the database is in force: an entry on a list takes the steps that its state needs.
Of each kind of what a night ends, a share is over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import psycopg

TODAY = "2026-11-23"
BODIES = [
    "ecology", "market", "emergency", "statistics", "finance", "human-resources", "transport", "health",
    "culture-tourism", "housing", "water", "agriculture",
]  # fmt: skip
KINDS = ["market_severe", "procurement_severe", "safety_severe", "statistics_severe", "wage_arrears"]  # fmt: skip
MEASURES = '["E06", "E09", "E23", "E26", "E27", "G01", "G05", "G07"]'

# The facts of penalties; of an organisation's, the first five may each bring it onto another list.
FACTS = """
CREATE TABLE bench_fact AS
SELECT row_number() OVER (ORDER BY v.id) - 1 AS n, row_number() OVER (PARTITION BY o.id ORDER BY v.id) AS turn,
    o.id AS organisation_id, o.uscc, o.name, v.key AS fact, v.id AS version_id, v.item
FROM records_version v JOIN organisations_organisation o ON o.id = v.organisation_id
WHERE v.item = 'penalty' AND NOT v.withdrawn AND v.superseded_at IS NULL;
CREATE TABLE bench_listed AS SELECT *, row_number() OVER (ORDER BY turn, n) - 1 AS at FROM bench_fact WHERE turn <= 5;
CREATE INDEX ON bench_fact (n); CREATE INDEX ON bench_listed (at); ANALYZE bench_fact; ANALYZE bench_listed;
CREATE FUNCTION pg_temp.body(n bigint) RETURNS text LANGUAGE sql IMMUTABLE AS
    $$ SELECT ('{%(bodies)s}'::text[])[n %% %(count)s + 1] $$;
"""
# `due`: from some days ago to four weeks ahead, few of them late.
CASES = """
INSERT INTO casework_case (number, kind, organisation_id, uscc, name, matter, agency, step, officer, officer_label,
    due_on, suspended, opened_at, closed_at, outcome)
SELECT %(prefix)s || '-2026-' || lpad(c.n::text, 6, '0'), %(kind)s, c.organisation_id, c.uscc, c.name,
    '食品经营 云市监〔2026〕' || c.n || '号', c.agency, %(kind)s || '.' || c.state,
    CASE WHEN c.n %% 3 = 0 THEN '' ELSE 'bench' END, CASE WHEN c.n %% 3 = 0 THEN '' ELSE '李敏' END,
    CASE WHEN c.state = ANY(%(clocked)s) AND c.n %% 20 <> 7 THEN
        CASE WHEN c.state = ANY(%(over)s) THEN date '{today}' - 1 ELSE date '{today}' + (c.n %% 33)::int - 1 END END,
    c.state = ANY(%(clocked)s) AND c.n %% 20 = 7 AND NOT c.state = ANY(%(over)s),
    timestamptz '2026-10-20 09:00+08', NULL, ''
FROM bench_case c
"""
CLOCKS = """
INSERT INTO casework_clock (case_id, "limit", edition, started_on, working_days, extension_allowed, extended_by,
    extension_reason, suspendable, due_on)
SELECT k.id, %(limit)s, 'bench', date '2026-10-20', 20, 10, 0, '', true, k.due_on
FROM casework_case k WHERE k.kind = %(kind)s AND k.step = ANY(%(steps)s) AND (k.due_on IS NOT NULL OR k.suspended)
"""
SUSPENSIONS = """
INSERT INTO casework_suspension (clock_id, start, reason)
SELECT id, date '2026-11-02', '等待证据' FROM casework_clock WHERE due_on IS NULL AND stopped_on IS NULL
"""
STORIES = """
INSERT INTO casework_entry (case_id, at, code, actor, agency, details, shared)
SELECT id, opened_at, kind || '.opened', '李敏', agency, '{}', true FROM casework_case
"""

OBJECTIONS = """
INSERT INTO objections_objection (case_id, organisation_id, item, fact, version_id, supplier, ground, claims, statement,
    channel, filed_by, state, answers, outcome, effect, finding, corrections, proposed_by, decided_by, decided_at,
    correction, second_statement, second_asked_at, second_outcome, second_finding, second_by)
SELECT k.id, c.organisation_id, c.item, c.fact, c.version_id, c.body, 'content', '[]', '内容不符', 'window', 'bench',
    c.state, CASE WHEN c.state IN ('filed', 'with_platform') THEN '' ELSE 'supplier' END,
    o.outcome, o.effect, o.finding, '{}', o.proposed_by, CASE WHEN decided THEN 'approver' ELSE '' END,
    CASE WHEN decided THEN timestamptz '2026-11-01 09:00+08' END, '',
    CASE WHEN c.state = 'second_look' THEN '请再核对' ELSE '' END,
    CASE WHEN c.state = 'second_look' THEN timestamptz '2026-11-10 09:00+08' END, '', '', ''
FROM bench_case c JOIN casework_case k ON k.number = 'YY-2026-' || lpad(c.n::text, 6, '0')
CROSS JOIN LATERAL (SELECT c.state IN ('decided', 'second_look') AS decided) AS d
JOIN (VALUES (true, 'rejected', 'none', '经核对一致', 'officer'), (false, '', '', '', ''))
    AS o(said, outcome, effect, finding, proposed_by) ON o.said = (decided OR c.state = 'proposed')
"""
REPAIRS = """
INSERT INTO repairs_repair (case_id, organisation_id, item, fact, version_id, body, rule, edition, cured_on, statement,
    commitment_needed, commitment, channel, filed_by, state, accepted_by, accepted_at, outcome, finding, proved,
    proposed_by, decided_by)
SELECT k.id, c.organisation_id, c.item, c.fact, c.version_id, c.body, 'penalty', 'bench', date '2026-06-01', '已改正', false,
    '', 'window', 'bench', c.state, CASE WHEN c.state = 'filed' THEN '' ELSE 'officer' END,
    CASE WHEN c.state = 'filed' THEN NULL ELSE timestamptz '2026-11-01 09:00+08' END,
    CASE WHEN c.state = 'proposed' THEN 'grant' ELSE '' END, CASE WHEN c.state = 'proposed' THEN '已改正' ELSE '' END, '[]',
    CASE WHEN c.state = 'proposed' THEN 'officer' ELSE '' END, ''
FROM bench_case c JOIN casework_case k ON k.number = 'XF-2026-' || lpad(c.n::text, 6, '0')
"""
COMMITMENTS = """
INSERT INTO commitments_commitment (case_id, organisation_id, kind, edition, body, matter, content, letter, made_on,
    due_on, until, checked, channel, made_by, state, published_as, finding, told_on, answer_due_on, answer, proposed_by,
    decided_by)
SELECT k.id, c.organisation_id, 'material', 'bench', c.body, '许可', '补交材料', '承诺书', date '2025-11-01' + (c.n %% 300)::int,
    CASE WHEN c.n %% 10 = 4 THEN date '{today}' - 1 ELSE date '{today}' + (c.n %% 90)::int END,
    date '2027-11-20', c.n %% 2 = 0, 'body', 'bench', c.state, 'BS-1',
    CASE WHEN c.state = 'breach_proposed' THEN '未补交' ELSE '' END,
    CASE WHEN c.state = 'breach_proposed' THEN date '2026-11-10' END,
    CASE WHEN c.state = 'breach_proposed' THEN date '2026-11-17' END, '',
    CASE WHEN c.state = 'breach_proposed' THEN 'officer' ELSE '' END, ''
FROM bench_case c JOIN casework_case k ON k.number = 'CN-2026-' || lpad(c.n::text, 6, '0')
ON CONFLICT DO NOTHING
"""
COMPLAINTS = """
INSERT INTO complaints_complaint (case_id, topic, body, organisation, code, wrong_codes, kept_as, kept_sha256, kept_size,
    data_key, state, outcome, answer, answered_by, keep_days, erase_on)
SELECT k.id, 'environment', c.body, c.uscc, 'bench', 0, 'bench/' || c.n, repeat('0', 64), 1, '\\x00', c.state,
    CASE WHEN c.state = 'answered' THEN 'settled' ELSE '' END, CASE WHEN c.state = 'answered' THEN '已处理' ELSE '' END,
    CASE WHEN c.state = 'answered' THEN 'officer' ELSE '' END, 30,
    CASE WHEN c.state = 'answered' THEN date '{today}' - 1 END
FROM bench_case c JOIN casework_case k ON k.number = 'TS-2026-' || lpad(c.n::text, 6, '0')
"""
OVER = "UPDATE casework_case SET closed_at = '2026-10-22 09:00+08', outcome = 'settled' WHERE step = ANY(%(steps)s)"

ENTRIES = """
INSERT INTO listings_entry (case_id, kind, honour, edition, organisation_id, agency, state, ground, reason, facts, basis,
    particulars, proposed_by, hearing_allowed, consent_needed, decision_number, measures, way_out, remedies, decided_by,
    record_item, ending)
SELECT k.id, (%(kinds)s::text[])[c.turn], false, 'bench', c.organisation_id,
    CASE WHEN c.turn = 1 AND c.state = 'published' THEN 'market' ELSE c.body END, 'draft', '', '情节严重', '经查属实', '依法', '{}',
    'officer', false, false, '', '[]', '', '', '', '', ''
FROM bench_case c JOIN casework_case k ON k.number = 'MD-2026-' || lpad(c.n::text, 6, '0');
CREATE TABLE bench_entry AS
SELECT e.id, e.case_id, c.state, c.n, c.organisation_id, c.item, c.fact, c.version_id, c.turn,
    array_position(%(path)s::text[], c.state) AS rank
FROM bench_case c JOIN casework_case k ON k.number = 'MD-2026-' || lpad(c.n::text, 6, '0') JOIN listings_entry e ON e.case_id = k.id;
INSERT INTO listings_ground (entry_id, organisation_id, item, fact, version_id, label, checked_at)
SELECT id, organisation_id, item, fact, version_id, '决定书', timestamptz '2026-10-20 09:00+08' FROM bench_entry;
INSERT INTO casework_notice (case_id, kind, text, channel, address, sent_at, served_on, proof_text)
SELECT case_id, 'listing.notice', '告知书', 'portal', '', timestamptz '2026-10-20 09:00+08', date '2026-10-21', '回证'
FROM bench_entry WHERE rank >= 3
UNION ALL SELECT case_id, 'listing.decision', '决定书', 'portal', '', timestamptz '2026-11-05 09:00+08', date '2026-11-06', '回证'
FROM bench_entry WHERE rank >= 7;
"""
STEP = """
INSERT INTO listings_step (entry_id, state, "on", at, by, by_label, proof)
SELECT id, %(state)s, %(on)s::date, %(on)s::date, %(by)s, '李敏', '回证' FROM bench_entry WHERE rank >= %(rank)s;
UPDATE listings_entry e SET state = %(state)s, notice_id = n.id, answer_until = CASE WHEN %(rank)s >= 3 THEN date '2026-10-28' END,
    decision_notice_id = d.id, decision_number = CASE WHEN %(rank)s >= 6 THEN '云市监〔2026〕' || b.n || '号' ELSE '' END,
    way_out = CASE WHEN %(rank)s >= 6 THEN '履行' ELSE '' END, remedies = CASE WHEN %(rank)s >= 6 THEN '复议' ELSE '' END,
    decided_by = CASE WHEN %(rank)s >= 6 THEN 'approver' ELSE '' END, measures = %(measures)s,
    starts_on = CASE WHEN %(rank)s >= 6 THEN p.starts END, ends_on = CASE WHEN %(rank)s >= 6 THEN p.ends END,
    record_item = CASE WHEN %(rank)s >= 8 THEN 'severe_list_market' ELSE '' END,
    record_fact = CASE WHEN %(rank)s >= 8 THEN coalesce(r.key, gen_random_uuid()) END
FROM bench_entry b
CROSS JOIN LATERAL (SELECT b.rank = 8 AND b.turn = 1 AND b.n %% 20 = 0 AS over) AS o
JOIN (VALUES (true, date '2023-11-22', date '{today}' - 1), (false, date '2026-11-05', date '2029-11-04'))
    AS p(over, starts, ends) ON p.over = o.over
LEFT JOIN casework_notice n ON n.case_id = b.case_id AND n.kind = 'listing.notice' AND %(rank)s >= 3
LEFT JOIN casework_notice d ON d.case_id = b.case_id AND d.kind = 'listing.decision' AND %(rank)s >= 7
LEFT JOIN records_version r ON o.over AND r.organisation_id = b.organisation_id AND r.item = 'severe_list_market'
WHERE e.id = b.id AND b.rank >= %(rank)s;
"""
DATES = {
    "noticed": ("2026-10-20", "officer"), "served": ("2026-10-21", "officer"), "heard": ("2026-10-30", "officer"),
    "reviewed": ("2026-11-02", "lawyer"), "decided": ("2026-11-05", "approver"), "told": ("2026-11-06", "approver"),
    "published": ("2026-11-07", "approver"),
}  # fmt: skip
PATH = ["draft", *DATES]
LISTED = """
SELECT name, uscc, 'MD' || n FROM bench_listed WHERE at >= %(first)s AND at < %(first)s + %(count)s AND turn = 1
  AND (at + 1) %% 20 = 0
"""

COPIES = """
INSERT INTO recall_holder (kind, code, name) SELECT 'agency', 'bench' || b, '单位' || b FROM generate_series(1, 30) b;
INSERT INTO recall_copy (holder_id, channel, reference, purpose, data_set, at)
SELECT id, 'read', code, '监管', '', timestamptz '2026-10-01 09:00+08' FROM recall_holder;
INSERT INTO recall_copied (copy_id, organisation_id, version_id, item, fact)
SELECT c.id, f.organisation_id, f.version_id, f.item, f.fact FROM recall_copy c
JOIN bench_fact f ON f.n %% 15 = c.id %% 15;
"""
ANSWERED = """
UPDATE measures_call SET state = 'done', report = '已办', reported_by = '李敏', reported_at = called_at, due_on = NULL
WHERE id %% 5 < 2;
UPDATE measures_call SET due_on = date '{today}' - 10 WHERE id %% 5 = 3;
"""
# The numbers of some are those of the penalties that were copied. One in ten is over.
PERIODS = """
INSERT INTO published.record (version_id, organisation_id, recorded_at, amount, public_from, public_until, valid_from,
    valid_until, dated_on, reason, identity, fact, item, item_class, family, polarity, key, agency, title, number,
    authority, division, kinds, held, marks, payload)
SELECT 1000000000 + k, f.organisation_id, timestamptz '2026-11-23 09:00+08', 2, date '2023-11-01',
    CASE WHEN k %% 10 = 0 THEN date '{today}' - 1 - (k / 10 %% 30)::int ELSE date '{today}' + (k %% 1095)::int END,
    d, NULL, d, 1, false, gen_random_uuid(), (ARRAY['licence', 'penalty', 'tax_grade_a'])[k %% 3 + 1],
    (ARRAY['administration', 'administration', 'honour'])[k %% 3 + 1], (ARRAY['lic', 'pen', 'hon'])[k %% 3 + 1],
    (ARRAY['neutral', 'negative', 'positive'])[k %% 3 + 1], 'k' || k, pg_temp.body(k), '食品经营许可', '云市监〔2026〕' || k || '号',
    '云溪市市场监督管理局', '339902', '{}', '{}', '{}',
    jsonb_build_object('document_number', '云市监〔2026〕' || k || '号', 'facts', '当事人在食品包装上标注虚假的生产日期。')
FROM generate_series(1, %(periods)s) AS k JOIN bench_fact f ON f.n = k %% (SELECT count(*) FROM bench_fact)
CROSS JOIN LATERAL (SELECT date '2026-11-22' - (k %% 900)::int AS d) AS of_it
"""

SHARES = {
    "objection": ("YY", 25, ["filed", "filed", "with_platform", "with_supplier", "with_supplier", "with_supplier",
        "proposed", "decided", "second_look", "with_supplier"]),
    "repair": ("XF", 25, ["filed", "filed", "filed", "accepted", "accepted", "accepted", "accepted", "accepted",
        "proposed", "proposed"]),
    "commitment": ("CN", 15, ["published", "published", "published", "published", "due", "due", "due", "due", "due",
        "breach_proposed"]),
    "complaint": ("TS", 12, ["filed", "filed", "filed", "filed", "accepted", "accepted", "accepted", "accepted",
        "answered", "answered"]),
    "listing": ("MD", 45, ["draft", "noticed", "served", "heard", "reviewed", "decided", "told", "published",
        "published", "published"]),
}  # fmt: skip
"""Of a hundred: the prefix, how many, their states in turn. What is answered or published is over as a case."""
LIMITS = {
    "objection": {"objection.forward": ["filed"], "objection.decide_own": ["with_platform"],
        "objection.decide_supplier": ["with_supplier", "proposed"], "objection.ask_again": ["decided"],
        "objection.second_look": ["second_look"]},
    "repair": {"repair.accept": ["filed"], "repair.decide": ["accepted", "proposed"],
        "repair.feedback": ["filed", "accepted", "proposed"]},
    "commitment": {"commitment.check": ["due"], "commitment.answer": ["breach_proposed"]},
    "complaint": {"complaint.accept": ["filed"], "complaint.answer": ["accepted"]},
    "listing": {"listing.respond": ["served"], "listing.publish": ["decided", "told"]},
}  # fmt: skip
CHOSEN = """
DROP TABLE IF EXISTS bench_case;
CREATE TABLE bench_case AS
SELECT nth + 1 AS n, organisation_id, uscc, name, fact, version_id, item, turn, body, state,
    CASE WHEN state = ANY('{filed,with_platform,decided,second_look}') AND %(centre)s THEN '' ELSE body END AS agency
FROM (SELECT f.*, f.%(at)s - %(first)s AS nth FROM %(facts)s f WHERE f.%(at)s >= %(first)s AND f.%(at)s < %(first)s + %(count)s) f
CROSS JOIN LATERAL (SELECT pg_temp.body(nth / 10) AS body, ('{%(states)s}'::text[])[nth %% 10 + 1] AS state) AS s;
"""
TELL = {"objection": OBJECTIONS, "repair": REPAIRS, "commitment": COMMITMENTS, "complaint": COMPLAINTS}  # fmt: skip


def number_facts(connection: psycopg.Connection[Any]) -> None:
    """Note what the cases are about: the penalties that were loaded, for as long as the connection lasts."""
    connection.execute(FACTS % {"bodies": ",".join(BODIES), "count": len(BODIES)})


def fill_cases(connection: psycopg.Connection[Any], cases: int) -> None:
    """So many open cases, about, and those that are over; their clocks and stories."""
    for kind, (prefix, share, states) in SHARES.items():
        clocked = [state for limit in LIMITS[kind].values() for state in limit]
        listed, centre = kind == "listing", kind == "objection"
        words = {
            "first": cases // 4 if kind == "repair" else 0, "count": cases * share // 100,
            "states": ",".join(states), "facts": "bench_listed" if listed else "bench_fact",
            "at": "at" if listed else "n", "centre": str(centre).lower(),
        }  # fmt: skip
        connection.execute(CHOSEN % words)
        places = {"prefix": prefix, "kind": kind, "clocked": clocked, "over": ["decided"] if centre else []}  # fmt: skip
        connection.execute(CASES.replace("{today}", TODAY), places)
        for limit, of_states in LIMITS[kind].items():
            steps = [f"{kind}.{state}" for state in of_states]
            connection.execute(CLOCKS, {"limit": limit, "kind": kind, "steps": steps})
        if listed:
            _fill_entries(connection)
        else:
            connection.execute(TELL[kind].replace("{today}", TODAY).replace("%%", "%"))
    connection.execute(OVER, {"steps": ["complaint.answered", "listing.published"]})
    connection.execute(SUSPENSIONS)
    connection.execute(STORIES)


def _fill_entries(connection: psycopg.Connection[Any]) -> None:
    connection.execute(ENTRIES, {"kinds": KINDS, "path": PATH})
    for rank, (state, (on, by)) in enumerate(DATES.items(), 2):
        places = {"state": state, "on": on, "by": by, "rank": rank, "measures": MEASURES}
        connection.execute(STEP.replace("{today}", TODAY), places)


def listed_rows(connection: psycopg.Connection[Any], cases: int) -> list[tuple[str, str, str]]:
    """Name, code and number of the entries that a night ends: their records come through the ordinary door."""
    places = {"first": 0, "count": cases * SHARES["listing"][1] // 100}
    return connection.execute(LISTED, places).fetchall()


def fill_periods(connection: psycopg.Connection[Any], periods: int) -> None:
    """So many publicity periods."""
    connection.execute(PERIODS.replace("{today}", TODAY), {"periods": periods})


def fill_copies(connection: psycopg.Connection[Any]) -> None:
    """Holders of copies of penalties; bodies that have answered for measures, or are late."""
    connection.execute(COPIES.replace("%%", "%"))
    connection.execute(ANSWERED.replace("{today}", TODAY).replace("%%", "%"))
