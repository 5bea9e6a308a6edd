"""`make bench ARGS="build --sizes 10k 1M"`: without arguments, what each benchmark offers."""

from __future__ import annotations

import argparse

from tests.bench import browser, builds, neighbours, sample, synth

BENCHES = {
    "sample": sample,
    "synth": synth,
    "build": builds,
    "browser": browser,
    "neighbours": neighbours,
}


def main() -> None:
    """Run the benchmark named first on the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    commands = parser.add_subparsers(dest="bench", required=True)
    for name, module in BENCHES.items():
        documentation = (module.__doc__ or "").partition("\n")[0]
        module.add_arguments(commands.add_parser(name, help=documentation))
    arguments = parser.parse_args()
    BENCHES[arguments.bench].run(arguments)


if __name__ == "__main__":
    main()
