"""What the town has asked of many at once: lists that are answered and that wait, a saved one, keys of programs."""

from __future__ import annotations

from io import BytesIO

from goodstanding.accounts.services import keys
from goodstanding.catalogue.queries import catalogue_in_force
from goodstanding.columnar import services as columnar
from goodstanding.verification.domain.rows import Asked
from goodstanding.verification.queries.purposes import purpose_of
from goodstanding.verification.services import requests, subscriptions

PURPOSE = "award_review"


def ask_of_many(city, codes, *, officer, approver):
    environment, now = city.environment, city.now
    catalogue = catalogue_in_force(environment.policy, environment.home / "cache")
    node = {"catalogue": catalogue, "environment": environment}
    purpose = purpose_of(PURPOSE, environment.policy, catalogue)
    columnar.update(**node)
    lines = "名称,统一社会信用代码\n" + "".join(f",{code}\n" for code in codes) + "没有这家公司,\n"
    for name in ("投标人.csv", "等待.csv"):
        taken = {"filename": name, "purpose": purpose, "matter": f"2026-17 {name}", "columns": {}}
        kept = requests.receive(BytesIO(lines.encode()), **taken, **node, by=officer, now=now)
        if name == "投标人.csv":
            requests.take_up(kept.pk, **node, now=now)
    rows = [Asked("", code, row=n) for n, code in enumerate(codes, start=1)]
    wanted = subscriptions.Wanted("承包商", "2026-17", mail_to="office@example.cn")
    subscriptions.subscribe(rows, purpose, wanted, **node, by=officer, now=now)
    for name in ("窗口系统", "旧系统"):
        key, _ = keys.make(
            keys.Wanted(name, PURPOSE, purpose.legal_basis[0].title, agency=approver.agency),
            by=approver, now=now,
        )  # fmt: skip
    keys.revoke(key.pk, by=approver, now=now)
