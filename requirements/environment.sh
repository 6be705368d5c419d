#!/bin/sh
# Make or renew the virtual environment .venv of this checkout from the locked requirements.
#
#   requirements/environment.sh LOCK   LOCK is dev (the default), bench, spark, scorecard or pkcs11
#
# Run again it does nothing, unless a lock or a source of what pages load has changed. Needs Python 3.11 or later.
set -eu
cd "$(dirname "$0")/.."
lock=${1:-dev}
stamp=.venv/.installed-$lock
digest=$(cat requirements/"$lock".txt pyproject.toml requirements/environment.sh | sha256sum | cut -c1-64)
if [ -x .venv/bin/python ] && [ "$(cat "$stamp" 2>/dev/null)" = "$digest $PWD" ]; then
    exec .venv/bin/goodstanding assets >/dev/null # what pages load, where a source of it has changed
fi

# A Python that is too old, a shim that leads nowhere, one without ensurepip: each is passed over.
fits='import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))'
find_python() {
    for candidate in "${PYTHON:-}" python3 python3.11 python3.12 python3.13 /usr/bin/python3 \
        "${PYENV_ROOT:-/nonexistent}"/versions/3.1[1-9]*/bin/python3; do
        if [ -n "$candidate" ] && "$candidate" -c "$fits" >/dev/null 2>&1; then
            echo "$candidate"
            return 0
        fi
    done
    return 1
}

python=$(find_python) || {
    echo "No Python 3.11 or later with the module venv was found. Install one" >&2
    echo "(Debian: apt-get install python3 python3-venv) or name it: make setup PYTHON=/path/to/python3" >&2
    exit 3
}
if ! .venv/bin/python -c "$fits" >/dev/null 2>&1; then
    echo "making .venv with $("$python" --version)" >&2
    "$python" -m venv --clear .venv
elif ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    .venv/bin/python -m ensurepip >/dev/null # made by a tool that leaves pip out
fi
pip() {
    .venv/bin/python -m pip --disable-pip-version-check --quiet "$@"
}
echo "installing requirements/$lock.txt, which takes about a minute" >&2
pip install --require-hashes -r requirements/"$lock".txt
# The package itself, as it stands in this folder; what builds it was locked above.
pip install --no-deps --no-build-isolation --config-settings editable_mode=compat --editable .
echo "$digest $PWD" > "$stamp"
# What pages load: fetched, joined, compressed; needs npm, which the development lock brings along.
.venv/bin/goodstanding assets >&2
