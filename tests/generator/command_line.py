"""The command `proofpress`, run in this process on an exchange's folder."""

from click.testing import CliRunner, Result

from proofpress.cli import main
from tests.generator.exchange import Exchange


def run(exchange: Exchange, *arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--folder", str(exchange.folder)])
