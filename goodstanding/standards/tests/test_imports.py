import subprocess
import sys
from pathlib import Path

STANDARDS = Path(__file__).parents[1]


def test_the_scalar_standards_load_no_engine():
    modules = [f"goodstanding.standards.{file.stem}" for file in STANDARDS.glob("[a-z]*.py")]
    program = f"import sys, {', '.join(modules)}; print(*sys.modules)"

    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout.split()

    assert set(modules) <= set(loaded)
    assert not {"ibis", "duckdb", "pandas", "pyarrow", "django"} & set(loaded)
