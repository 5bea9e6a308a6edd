#!/bin/sh
# Freezes pyproject.toml's dependencies in requirements/, with a hash for each file of each platform.
# dev.txt is resolved first; setup.txt is the part of it that a checkout needs to run. browser.txt names
# what browsers run besides the verifier, at the same versions: the one wheel of each package.

set -eu
cd "$(dirname "$0")/.."
PATH=$PWD/.venv/bin:$PATH

freeze() { # arguments: output, then more options for uv
    output=$1; shift
    uv pip compile --quiet --output-file "$output" \
        --universal --python-version 3.12 --generate-hashes --no-emit-package proofpress-verify \
        --no-header --no-annotate --no-emit-index-url --no-emit-find-links "$@"
}

freeze_wheels() { # the same, with the hash of each package's wheel only, which must be pure Python
    target=$1; shift
    freeze "$scratch/all.txt" "$@"
    python -m pip download --quiet --no-input --disable-pip-version-check --require-hashes --no-deps \
        --only-binary :all: --dest "$scratch" --requirement "$scratch/all.txt"
    for wheel in "$scratch"/*.whl; do
        case $wheel in *-none-any.whl) ;; *) echo "$wheel is not pure Python" >&2; exit 1 ;; esac
        basename "$wheel" | sed 's/\([^-]*\)-\([^-]*\)-.*/\1==\2 \\/' >> "$scratch/wheels.txt"
        python -m pip hash "$wheel" > "$scratch/hash.txt"
        sed -n 's/^--hash/    &/p' "$scratch/hash.txt" >> "$scratch/wheels.txt"
    done
    mv "$scratch/wheels.txt" "$target"
}

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

freeze requirements/dev.txt pyproject.toml --group dev "$@"
freeze requirements/setup.txt pyproject.toml --group setup --constraints requirements/dev.txt
freeze_wheels requirements/browser.txt wasm_verifier/pyproject.toml --extra wallets \
    --constraints requirements/dev.txt
