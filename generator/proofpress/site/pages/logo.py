"""The publisher's logo, which must be a picture without any active content.

Pages show the logo in an `<img>`, where scripts do not run. But browsers can also open the file
under its own address, so an SVG may have drawing elements only.
"""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

from proofpress.errors import InputError
from proofpress.site.model import Logo

MAX_BYTES = 200_000
_PNG = b"\x89PNG\r\n\x1a\n"
_SVG = "{http://www.w3.org/2000/svg}"
_DECLARATION = re.compile(
    r"""\A\ufeff?\s*<\?xml\s+version=["']1\.0["'](\s+encoding=["'](?i:utf-8)["'])?"""
    r"""(\s+standalone=["'](yes|no)["'])?\s*\?>"""
)
_LINK = re.compile(r"(\{http://www\.w3\.org/1999/xlink\})?href")
_ELEMENTS = frozenset(
    "svg g defs symbol use title desc path rect circle ellipse line polyline polygon text tspan"
    " linearGradient radialGradient stop clipPath mask pattern style".split()
)


def read_logo(path: Path) -> Logo:
    """The logo in a file.

    Raises:
        InputError: the file cannot be read, or `checked_logo` refuses it.
    """
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise _too_large(str(path), size)
        data = path.read_bytes()
    except OSError as error:
        raise InputError(
            f"the logo cannot be read: {error.strerror}",
            file=path,
            advice="Check `logo` under [theme] in publisher.toml.",
        ) from error
    return checked_logo(data, str(path))


def checked_logo(data: bytes, file: str) -> Logo:
    """The logo in `data`, if it is a PNG or a plain SVG.

    Raises:
        InputError: the file is too large, neither PNG nor SVG, or has active content.
    """
    if len(data) > MAX_BYTES:
        raise _too_large(file, len(data))
    if data.startswith(_PNG):
        return Logo(data, "png")
    for element in _parse(data, file).iter():
        _check_element(element, file)
    return Logo(data, "svg")


def _parse(data: bytes, file: str) -> ElementTree.Element:
    """The root of an SVG. Refuses whatever a browser might interpret differently from us."""
    try:
        text = _DECLARATION.sub("", data.decode("utf-8"), count=1)
    except UnicodeDecodeError:
        raise _refused(file, "the logo is neither PNG nor SVG in UTF-8") from None
    if "<?" in text or "<!" in text.replace("<!--", ""):
        raise _refused(file, "the logo has a document type, entities or instructions")
    try:
        root = ElementTree.fromstring(text)  # noqa: S314  (without entities, nothing expands)
    except ElementTree.ParseError as error:
        raise _refused(file, f"the logo is not well-formed SVG: {error}") from None
    if root.tag != f"{_SVG}svg":
        raise _refused(file, "the logo is not an SVG picture")
    return root


def _check_element(element: ElementTree.Element, file: str) -> None:
    name = element.tag.removeprefix(_SVG)
    if name not in _ELEMENTS:
        raise _refused(file, f"the logo contains <{name[:40]}>, which is not a drawing element")
    for attribute, value in element.attrib.items():
        if attribute.lower().startswith("on"):
            raise _refused(file, f"the logo contains a script ({attribute[:40]})")
        if _LINK.fullmatch(attribute) and not value.startswith("#"):
            raise _refused(file, "the logo refers to another file")
        _check_style(value, file)
    _check_style(element.text or "", file)


def _check_style(text: str, file: str) -> None:
    lowered = text.lower()
    if "@import" in lowered or re.search(r"url\(\s*[\"']?\s*[^#\"'\s]", lowered):
        raise _refused(file, "the logo refers to another file")


def _too_large(file: str, size: int) -> InputError:
    return _refused(file, f"the logo has {size:,} bytes; at most {MAX_BYTES:,} are allowed")


def _refused(file: str, what: str) -> InputError:
    return InputError(
        what, file=file, advice="Use a PNG, or an SVG with shapes, text and gradients only."
    )
