"""How far days, counts and amounts of single fields lie from the event that a row tells of."""

OPEN_END = "2099-12-31"  # how the national lists write a document without an end
REGISTER_LAG = 190  # days until the register, which comes twice a year, has told of a change

# Days before the event, at most; days after it, from and to.
BEFORE = {
    "notice_on": 20,
    "accident_on": 60,
    "arrears_from": 200,
    "arrears_until": 30,
    "abnormal_from": 30,
    "liquidation_filed_on": 50,
    "overdue_on": 60,
    "period_from": 120,
    "period_until": 20,
    "suspended_from": 5,
}
SOON = {  # has happened only in part of the rows
    "removed_on": (30, 300),
    "lifted_on": (20, 200),
    "settled_on": (20, 250),
    "rectified_on": (5, 60),
    "withdrawn_on": (100, 2000),
    "performed_on": (10, 200),
    "checked_on": (10, 120),
    "published_on": (1, 6),
}
LATER = {
    "valid_until": (365, 1826),
    "term_until": (1095, 1096),
    "ban_until": (365, 1095),
    "suspended_until": (180, 365),
    "rectify_until": (15, 60),
    "publish_until": (365, 366),
    "measure_until": (15, 60),
    "next_inspection_on": (360, 720),
    "start_due": (30, 90),
    "finish_due": (300, 700),
    "due_on": (30, 120),
}
YEARS = {"report_year", "period_year", "audit_year"}
PARTS = {  # never more than the other
    "unperformed_amount": "execution_amount",
    "amount_outstanding": "amount_due",
    "surrendered": "emission_quota",
    "actual_use": "annual_quota",
    "complaints_settled": "complaints_received",
    "charity_spending": "donation_income",
}
COUNTS = {"deaths": (0, 3), "beds": (10, 300), "vehicle_count": (1, 60), "overdue_months": (1, 12)}
DECIMALS = {"score": (60.0, 100.0), "rd_share": (1.0, 15.0), "points": (1.0, 12.0)}
