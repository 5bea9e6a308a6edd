#!/bin/sh
# Pins pyproject.toml's dependencies in requirements/, with a hash for each file of each platform.
# dev.txt is resolved first. setup.txt is the part of it that running a checkout needs.

set -eu
cd "$(dirname "$0")/.."
PATH=$PWD/.venv/bin:$PATH

freeze() { # group, then uv's further options
    group=$1; shift
    uv pip compile pyproject.toml --group "$group" --quiet --output-file "requirements/$group.txt" \
        --universal --python-version 3.12 --generate-hashes --no-emit-package proofpress-verify \
        --no-header --no-annotate --no-emit-index-url --no-emit-find-links "$@"
}

freeze dev "$@"
freeze setup --constraints requirements/dev.txt
