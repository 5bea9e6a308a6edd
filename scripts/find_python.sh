#!/bin/sh
# Prints the path of a Python that can run proofpress (3.12 to 3.14), or says what to install.
#
# A command named python3.13 may be a pyenv shim that refuses to run here, a build without ssl, or
# Debian's Python without venv. So each candidate must start and import what set-up and the
# generator need from the standard library. The first one that does is used.

probe='
import sys, sysconfig
if not (3, 12) <= sys.version_info < (3, 15): sys.exit(1)
if sys.platform.startswith(("linux", "darwin")) and sysconfig.get_config_var("Py_GIL_DISABLED"): sys.exit(1)
import ctypes, ensurepip, sqlite3, ssl, venv, zlib
print(sys.executable)
'

try() { # prints the real path of $1 and ends the search, if $1 works
    command -v "$1" >/dev/null 2>&1 || return 0
    found=$("$1" -c "$probe" 2>/dev/null </dev/null) && [ -n "$found" ] && echo "$found" && exit 0
    return 0
}

newest_of() { # tries the interpreters of a folder of versions: 3.13 first, then 3.12, then 3.14
    for minor in 13 12 14; do
        for candidate in "$1"/3.$minor*/bin/python "$1"/cpython-3.$minor*/bin/python3; do try "$candidate"; done
    done
}

if [ -n "$PYTHON" ]; then
    try "$PYTHON"
    echo "PYTHON=$PYTHON is not a Python 3.12 to 3.14 with ctypes, sqlite3, ssl and venv." >&2
    exit 1
fi

for name in python3.13 python3.12 python3.14 python3 python; do try "$name"; done

newest_of "${PYENV_ROOT:-$HOME/.pyenv}/versions"
newest_of "${UV_PYTHON_INSTALL_DIR:-${XDG_DATA_HOME:-$HOME/.local/share}/uv/python}"

for uv in uv "$HOME/.local/bin/uv" "$HOME/.cargo/bin/uv"; do
    command -v "$uv" >/dev/null 2>&1 || continue
    try "$("$uv" python find --system '>=3.12,<3.15' 2>/dev/null)"
    echo "No Python 3.12 or newer is installed; asking uv for one." >&2
    "$uv" python install 3.13 >&2 && try "$("$uv" python find --system 3.13)"
done

cat >&2 <<'END'
proofpress needs Python 3.12, 3.13 or 3.14 (with ssl, sqlite3 and venv), and found none. Either

    curl -LsSf https://astral.sh/uv/install.sh | sh       then  uv python install 3.13
    pyenv install 3.13
    apt-get install python3 python3-venv                  on Debian 13 or Ubuntu 24.04, or newer

or name one:  make setup PYTHON=/path/to/python3.13
END
exit 1
