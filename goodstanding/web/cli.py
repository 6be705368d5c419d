"""`goodstanding assets`: makes what pages load. Needs no database and no home."""

from __future__ import annotations

import json

import click


@click.command()
@click.option("--messages", is_flag=True, help="Add texts without English to each app's catalogue.")
@click.option("--app", "only", default="", help="With --messages: this app's catalogue only.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
def assets(*, messages: bool, only: str, as_json: bool) -> None:
    """Fetch, join, translate and compress what pages load; quick where nothing changed."""
    from goodstanding.web.adapters import catalogues, static_files

    answer = {
        "added": catalogues.add_missing(only) if messages else {},
        "packages": static_files.take_packages(),
        "catalogues": catalogues.compile_changed(),
        "collected": False,
    }
    static_files.join_sources()
    answer["collected"] = static_files.collect()
    click.echo(json.dumps(answer, ensure_ascii=False) if as_json else _told(answer))


def _told(answer: dict[str, object]) -> str:
    done = [name for name, value in answer.items() if value]
    return "assets: " + (", ".join(done) if done else "nothing has changed 没有变化")
