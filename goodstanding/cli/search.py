"""`goodstanding search`: organisations as the public search finds them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from goodstanding.lib.environment import Environment, now

if TYPE_CHECKING:
    from goodstanding.matching.domain.finding import Hit, SearchPage


@click.command()
@click.argument("text")
@click.option("--limit", type=click.IntRange(1, 100), default=10, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_obj
def search(environment: Environment, *, text: str, limit: int, as_json: bool) -> None:
    """Find organisations by name, part of a name, pinyin, initials, code or old number."""
    from goodstanding.background.adapters.node import open_node

    open_node(environment)
    from goodstanding.matching.queries.search import search as find
    from goodstanding.matching.services.index import bring_up_to_date

    bring_up_to_date(policy=environment.policy, now=now(environment))
    page = find(text, limit=limit, public=True)
    for note in page.notes:
        click.echo(f"{note.zh} {note.en}", err=True)
    click.echo(
        json.dumps([_entry(hit) for hit in page.hits], ensure_ascii=False)
        if as_json
        else _as_text(page)
    )


def _entry(hit: Hit) -> dict[str, Any]:
    return {
        "uscc": hit.uscc, "name": hit.name, "kind": hit.kind, "status": hit.status,
        "score": hit.score, "why": list(hit.why), "matched": hit.matched,
        "reasons": [{"zh": reason.zh, "en": reason.en} for reason in hit.reasons],
    }  # fmt: skip


def _as_text(page: SearchPage) -> str:
    lines = []
    for hit in page.hits:
        why = " · ".join(f"{reason.zh} {reason.en}" for reason in hit.reasons)
        told = f"（{hit.matched}）" if hit.matched else ""
        lines.append(f"{hit.uscc}  {hit.name}  {hit.kind}  {hit.status}\n    {why}{told}")
    return "\n".join(lines) if lines else "没有找到组织。 No organisation was found."
