"""Files as agencies send them, about organisations that exist nowhere."""

from __future__ import annotations

WATER = "91339901100000016F"
PAPER = "91339901200000021C"
FOOD = "91339901300000037B"
AGENCY = "11320100MB1886843H"

REGISTRATION = f"""name,uscc,kind,status,registered_on,registration_number,former_name,renamed_on
云溪市清源水务有限公司,{WATER},enterprise,存续,2015-03-02,,,
云溪青禾纸业（东湖）有限公司,{PAPER},企业,存续（在营、开业、在册）,2016/4/1,,云溪青禾造纸厂,2020-01-01
云溪市百味食品有限公司,{FOOD},enterprise,active,2017年5月6日,,,
"""

PENALTY_COLUMNS = (
    "name", "subject_category", "uscc", "document_number", "violation_type", "facts", "basis", "kinds",
    "content", "fine", "decided_on", "valid_until", "authority", "authority_uscc", "source", "source_uscc",
)  # fmt: skip


def penalty(**cells: str) -> dict[str, str]:
    """A sound penalty of 清源水务, with the cells that matter in a test."""
    sound = {
        "name": "云溪市清源水务有限公司", "subject_category": "法人及非法人组织", "uscc": WATER,
        "document_number": "云环罚〔2026〕1号", "violation_type": "超标排放", "facts": "排放超标",
        "basis": "水污染防治法第八十三条", "kinds": "罚款", "content": "罚款二万元", "fine": "2",
        "decided_on": "2026-11-18", "valid_until": "2099-12-31", "authority": "云溪市生态环境局",
        "authority_uscc": AGENCY, "source": "云溪市生态环境局", "source_uscc": AGENCY,
    }  # fmt: skip
    return {**sound, **cells}


def penalties(*rows: dict[str, str]) -> str:
    """Penalties as a CSV file."""
    lines = [",".join(PENALTY_COLUMNS)]
    lines += [",".join(row.get(column, "") for column in PENALTY_COLUMNS) for row in rows]
    return "\n".join(lines) + "\n"
