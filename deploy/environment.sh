#!/bin/sh
# Make the environment .venv from the pinned, hashed list: environment.sh run|test
# A missing Python or venv module is named with the package to install; nothing outside .venv is touched.
set -eu
cd "$(dirname "$0")/.."
want=${1:-run}

fail() { printf 'otklik: %s\n' "$1" >&2; exit 1; }

find_python() {
    for name in ${PYTHON:-} python3.13 python3.12 python3.11 python3.14 python3 python; do
        command -v "$name" >/dev/null 2>&1 || continue
        "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
        printf '%s' "$name"
        return
    done
    fail 'Python 3.11 or newer is needed and was not found. Debian, Ubuntu: apt-get install python3 python3-venv. macOS: brew install python@3.13'
}

if [ ! -x .venv/bin/python ]; then
    python=$(find_python) || exit 1
    "$python" -c 'import venv, ensurepip' 2>/dev/null ||
        fail "$("$python" -V) has no venv module. Debian, Ubuntu: apt-get install $("$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"
    echo "otklik: making an environment in .venv with $("$python" -V)" >&2
    "$python" -m venv .venv || { rm -rf .venv; fail 'the environment could not be made; see the lines above'; }
fi

# The lists are hashed: a second run with the same lists installs nothing.
stamp=.venv/otklik-$want.stamp
if [ ! -f "$stamp" ] || [ "deploy/requirements-$want.txt" -nt "$stamp" ] || [ setup.cfg -nt "$stamp" ]; then
    echo "otklik: installing what deploy/requirements-$want.txt lists (about a minute the first time)" >&2
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "deploy/requirements-$want.txt" ||
        fail "installing failed. Is the package index reachable? Then run the same command again."
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable . ||
        fail 'installing otklik itself failed; see the lines above'
    touch "$stamp"
fi
