"""publisher.toml: the publisher's name, keys and assets, and the look of the site.

`toml_file` checks the keys and types; this module checks the values. Paths are absolute or
relative to the publisher's folder. The code that reads a file checks that it exists.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import msgspec

from proofpress.settings.assets import (
    AssetSettings,
    AssetTable,
    GroupSettings,
    GroupTable,
    resolve_assets,
    resolve_groups,
)
from proofpress.settings.toml_file import TomlFile
from proofpress.settings.values import (
    matching,
    optional_path_in,
    path_in,
    plain_text,
    site_url,
    url,
)

_ORIGIN = re.compile(r"[\x21-\x2a\x2c-\x7e]{1,128}")
_ORIGIN_RULE = "1 to 128 printable ASCII characters, no spaces and no '+'"
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True)
class KeySettings:
    """Paths: of the master key, the signing key, and the list of renewed codes if any."""

    code: Path
    signing: Path
    generations: Path | None


@dataclass(frozen=True)
class ThemeSettings:
    """How the site looks: `accent` is #rrggbb."""

    accent: str
    logo: Path | None


@dataclass(frozen=True)
class PublisherSettings:
    """The publisher. `assets` are in the order of the file, which is that of the columns.

    `site_url` is the address of the site, with a final slash, or None if it is not given.
    """

    folder: Path
    name: str
    origin: str
    url: str
    support_url: str
    site_url: str | None
    keys: KeySettings
    theme: ThemeSettings
    assets: tuple[AssetSettings, ...]
    groups: tuple[GroupSettings, ...]


class _KeyTable(msgspec.Struct, frozen=True):
    code: str = "keys/code.key"
    signing: str = "keys/signing.key"
    generations: str | None = None


class _ThemeTable(msgspec.Struct, frozen=True):
    accent: str = "#0b5fff"
    logo: str | None = None


class _PublisherFile(msgspec.Struct, frozen=True):
    name: str
    origin: str
    url: str
    support_url: str
    site_url: str | None = None
    keys: _KeyTable = _KeyTable()
    theme: _ThemeTable = _ThemeTable()
    assets: dict[str, AssetTable] = msgspec.field(default_factory=dict)
    group: tuple[GroupTable, ...] = ()


def load_publisher(folder: Path) -> PublisherSettings:
    """The settings in `folder`/publisher.toml.

    Raises:
        InputError: the file cannot be read, or a value breaks a rule.
    """
    source = TomlFile(folder / "publisher.toml")
    table = source.read(_PublisherFile, "Make a publisher's folder with `proofpress init`.")
    return PublisherSettings(
        folder=folder.absolute(),
        name=plain_text(source, "name", table.name),
        origin=matching(source, "origin", table.origin, _ORIGIN, _ORIGIN_RULE),
        url=url(source, "url", table.url),
        support_url=url(source, "support_url", table.support_url),
        site_url=site_url(source, table.site_url),
        keys=_keys(source, folder, table.keys),
        theme=_theme(source, folder, table.theme),
        assets=resolve_assets(source, table.assets),
        groups=resolve_groups(source, table.group),
    )


def _keys(source: TomlFile, folder: Path, table: _KeyTable) -> KeySettings:
    return KeySettings(
        code=path_in(source, "keys.code", folder, table.code),
        signing=path_in(source, "keys.signing", folder, table.signing),
        generations=optional_path_in(source, "keys.generations", folder, table.generations),
    )


def _theme(source: TomlFile, folder: Path, table: _ThemeTable) -> ThemeSettings:
    rule = "'#' and six hexadecimal digits, such as #0b5fff"
    return ThemeSettings(
        accent=matching(source, "theme.accent", table.accent, _COLOUR, rule),
        logo=optional_path_in(source, "theme.logo", folder, table.logo),
    )
