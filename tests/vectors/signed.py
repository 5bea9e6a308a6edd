"""Statements that are not canonical, invalid key lines, notes and signatures."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from tests.simulator import ORIGIN, PUBLISHER, STRANGER, Attempt, Plan, Published, Signer, publish
from tests.vectors.case import ACCOUNT, Case, in_statement, invalid

ERROR_PAGE = b"<!doctype html><title>404 Not Found</title>"
ORDER = 2**252 + 27742317777372353535851937790883648493

Bytes = Callable[[bytes], bytes]


# The statement's bytes, signed unchanged: only their encoding is refused.


def _is_encoding(change: Bytes) -> Callable[[], Attempt]:
    def make() -> Attempt:
        published = publish(Plan())
        published.statement = change(published.statement)
        published.note = note(PUBLISHER, published.statement)
        return published.attempt(ACCOUNT)

    return make


def note(signer: Signer, statement: bytes, kind: str = "statement", origin: str = ORIGIN) -> bytes:
    return signer.note(f"{origin}/{kind} v0\n{hashlib.sha256(statement).hexdigest()}\n")


def swap(old: bytes, new: bytes) -> Bytes:
    def change(data: bytes) -> bytes:
        assert old in data
        return data.replace(old, new, 1)

    return change


def _with_last(text: bytes) -> Bytes:
    return lambda data: data[:-1] + text + b"}"


SPELLINGS: list[tuple[str, Bytes, str]] = [
    ("statement-final-newline", lambda data: data + b"\n", "A newline at the end."),
    ("statement-blank", swap(b'":', b'": '), "A blank behind a colon."),
    ("statement-byte-order-mark", lambda data: b"\xef\xbb\xbf" + data, "A byte order mark."),
    ("statement-in-utf-16", lambda data: data.decode().encode("utf-16"), "UTF-16."),
    ("statement-not-utf-8", swap(b"Example", b"Exampl\xe9"), "A byte that is not UTF-8."),
    ("statement-overlong-utf-8", swap(b"Example", b"Exampl\xc1\xa5"), "An overlong letter."),
    ("statement-escaped-letter", swap(b"Example", b"\\u0045xample"), "A needless escape."),
    ("statement-escaped-slash", swap(b"com/res", b"com\\/res"), "An escaped slash."),
    ("statement-lone-surrogate", swap(b"Example", b"\\ud800xample"), "Half a character."),
    ("statement-control-character", swap(b"Example", b"Exam\x1bple"), "A terminal escape."),
    ("statement-delete-character", swap(b"Example", b"Exam\x7fple"), "The delete character."),
    ("statement-turned-round", swap(b"Example", b"Ex\xe2\x80\xaeample"), "U+202E turns text."),
    ("statement-unseen-character", swap(b"Example", b"Ex\xe2\x80\x8bample"), "U+200B."),
    ("statement-variation-selector", swap(b"Example", "Ex\ufe0fample".encode()), "U+FE0F."),
    ("statement-hangul-filler", swap(b"Example", "Ex\u3164ample".encode()), "U+3164."),
    ("statement-braille-blank", swap(b"Example", "Ex\u2800ample".encode()), "U+2800."),
    ("statement-grapheme-joiner", swap(b"Example", "Ex\u034fample".encode()), "U+034F."),
    ("statement-tag-character", swap(b"Example", "Ex\U000e0041ample".encode()), "U+E0041."),
    ("statement-soft-hyphen", swap(b"Example", b"Ex\xc2\xadample"), "U+00AD."),
    ("statement-line-separator", swap(b"Example", b"Exam\xe2\x80\xa8ple"), "U+2028."),
    ("statement-keys-unordered", swap(b'{"clamped"', b'{"zz":1,"clamped"'), "Keys out of order."),
    (
        "statement-key-twice",
        swap(b'"data":"', b'"data":"' + b"00" * 32 + b'","data":"'),
        "One key with two values: readers would differ about which counts.",
    ),
    ("statement-key-in-capitals", _with_last(b',"zZ":1'), "A capital in a key."),
    ("statement-null", swap(b'"clamped":[]', b'"clamped":null'), "A null."),
    ("statement-float", swap(b'"format":0', b'"format":0.0'), "A number with a point."),
    ("statement-exponent", swap(b'"format":0', b'"format":0e0'), "A number with an exponent."),
    ("statement-negative-zero", swap(b'"format":0', b'"format":-0'), "Minus zero."),
    ("statement-negative", swap(b'"rows":3', b'"rows":-1'), "A negative number."),
    ("statement-leading-zero", swap(b'"rows":3', b'"rows":03'), "A leading zero."),
    ("statement-not-a-number", swap(b'"rows":3', b'"rows":NaN'), "NaN."),
    ("statement-infinity", swap(b'"rows":3', b'"rows":Infinity'), "Infinity."),
    ("statement-2-to-the-53", swap(b'"rows":3', b'"rows":9007199254740992'), "2^53."),
    ("statement-endless-number", swap(b'"rows":3', b'"rows":3' + b"0" * 5000), "5001 digits."),
    ("statement-nested-9-deep", _with_last(b',"z":' + b"[" * 9 + b"]" * 9), "Nine levels."),
    ("statement-nested-20000-deep", _with_last(b',"z":' + b"[" * 20000), "20,000 levels."),
    ("statement-cut-off", lambda data: data[:-40], "The end is missing."),
    ("statement-empty", lambda _: b"", "No bytes at all."),
    ("statement-twice", lambda data: data + data, "The statement stands twice."),
    ("statement-error-page", lambda _: ERROR_PAGE, "A server's error page."),
    ("statement-list", lambda data: b"[" + data + b"]", "A list, not an object."),
    ("statement-without-key", lambda _: b'{"header":{}}', "No key to check a signature with."),
    ("statement-key-a-number", swap(b'"first_key":"', b'"first_key":1,"x":"'), "Not text."),
]


# The key line, in a statement that is signed by that very key.


def _keyed(change: Callable[[str], str]) -> Callable[[], Attempt]:
    return in_statement(
        lambda stated: stated.statement.update(first_key=change(PUBLISHER.line)), None
    )


def _key_line(blob: bytes) -> str:
    digest = hashlib.sha256(ORIGIN.encode() + b"\n" + blob).digest()[:4].hex()
    return f"{ORIGIN}+{digest}+{base64.b64encode(blob).decode()}"


_PUBLIC = base64.b64decode(PUBLISHER.line.split("+", 2)[2])

KEYS: list[tuple[str, Callable[[str], str], str]] = [
    ("key-empty", lambda _: "", "An empty key line."),
    ("key-cut-off", lambda line: line[:-8], "The line is too short."),
    ("key-of-another-algorithm", lambda _: _key_line(b"\x02" + _PUBLIC[1:]), "Not Ed25519."),
    ("key-33-bytes", lambda _: _key_line(_PUBLIC + b"\0"), "A key of 33 bytes."),
    ("key-id-wrong", lambda line: line.replace(PUBLISHER.key_id.hex(), "00000000"), "Id zero."),
    (
        "key-id-in-capitals",
        lambda line: line.replace(PUBLISHER.key_id.hex(), PUBLISHER.key_id.hex().upper()),
        "A second spelling of the same key would be a second publisher id.",
    ),
    ("key-name-with-blank", lambda line: "a b" + line, "A blank in the key's name."),
    ("key-padded-more", lambda line: line + "=", "Base64 with padding that it does not need."),
    ("key-trailing-blank", lambda line: line + " ", "A blank behind the line."),
]


# Keys that need no secret: under a point of order 1, this signature is valid for any text.


@dataclass(frozen=True)
class _Anyone(Signer):
    """Signs as anyone could, under a key of the given y."""

    y: int = 0

    @property
    def public(self) -> bytes:
        return self.y.to_bytes(32, "little")

    def sign(self, text: bytes) -> bytes:
        return b"\1" + bytes(63)


def _signed_by_anyone(y: int) -> Callable[[], Attempt]:
    plan = Plan(signer=_Anyone(ORIGIN, b"", y))
    return lambda: publish(plan).attempt(ACCOUNT)


POINTS: list[tuple[str, int, str]] = [
    ("key-of-order-1", 1, "The neutral point: one signature fits every text."),
    ("key-of-order-1-in-another-encoding", 2**255 - 18, "The same point, its y not reduced."),
    ("key-of-order-2", 2**255 - 20, "A point of order 2: the signature fits half of all texts."),
    ("key-off-the-curve", 2, "No point has this y."),
]


# The note.


def noted(change: Callable[[Published], bytes | None]) -> Callable[[], Attempt]:
    def make() -> Attempt:
        published = publish(Plan())
        attempt = published.attempt(ACCOUNT)
        attempt.note = change(published)
        return attempt

    return make


def _cut_note(change: Bytes) -> Callable[[], Attempt]:
    return noted(lambda published: change(published.note))


def _signed_text(text: Callable[[str], str]) -> Callable[[], Attempt]:
    """The publisher signs a text of another form."""

    def note(published: Published) -> bytes:
        return PUBLISHER.note(text(hashlib.sha256(published.statement).hexdigest()))

    return noted(note)


def _resigned(change: Bytes) -> Callable[[], Attempt]:
    """The 64 bytes of the signature are changed."""

    def note(published: Published) -> bytes:
        text, _, line = published.note.decode().partition("\n\n")
        blob = base64.b64decode(line.split(" ")[2])
        signed = base64.b64encode(blob[:4] + change(blob[4:])).decode()
        return f"{text}\n\n\u2014 {ORIGIN} {signed}\n".encode()

    return noted(note)


def _plus_order(signature: bytes) -> bytes:
    scalar = int.from_bytes(signature[32:], "little") + ORDER
    return signature[:32] + scalar.to_bytes(32, "little")


def _by_stranger_named_alike(published: Published) -> bytes:
    return note(Signer(ORIGIN, STRANGER.seed), published.statement)


def _with_stolen_key_id(published: Published) -> bytes:
    """The stranger signs, under the publisher's name and key id."""
    text = published.note.decode().partition("\n\n")[0] + "\n"
    blob = PUBLISHER.key_id + STRANGER.private.sign(text.encode())
    return f"{text}\n\u2014 {ORIGIN} {base64.b64encode(blob).decode()}\n".encode()


def _twice(note: bytes) -> bytes:
    return note + note.split(b"\n")[-2] + b"\n"


NOTES: list[tuple[str, Bytes, str]] = [
    ("note-empty", lambda _: b"", "No bytes at all."),
    ("note-error-page", lambda _: ERROR_PAGE, "A server's error page."),
    ("note-not-utf-8", lambda note: b"\xff" + note, "A byte that is not UTF-8."),
    ("note-without-blank-line", lambda note: note.replace(b"\n\n", b"\n"), "No blank line."),
    ("note-without-signature", lambda note: note[: note.index(b"\n\n") + 2], "No signature."),
    ("note-without-final-newline", lambda note: note[:-1], "No newline at the end."),
    ("note-carriage-returns", lambda note: note.replace(b"\n", b"\r\n"), "Lines end in CR LF."),
    ("note-hyphen", lambda note: note.replace("\u2014".encode(), b"-"), "A hyphen, no em dash."),
    ("note-line-behind", lambda note: note + b"and more\n", "A line behind the signatures."),
    ("note-base64-broken", lambda note: note[:-3] + b"!=\n", "A sign outside base64."),
    (
        "note-101-signatures",
        lambda note: note + strangers(100),
        "More signatures than a reader must take.",
    ),
    ("note-signature-of-4-bytes", lambda note: _short(note), "A key id and nothing behind it."),
]


def strangers(number: int) -> bytes:
    """Signature lines by other keys."""
    return b"".join(
        Signer(f"witness{i}.example", bytes([i]) * 32).signature_line("x").encode()
        for i in range(number)
    )


def _short(note: bytes) -> bytes:
    text = note[: note.index(b"\n\n") + 2]
    return text + f"\u2014 {ORIGIN} {base64.b64encode(PUBLISHER.key_id).decode()}\n".encode()


SIGNED_TEXTS: list[tuple[str, Callable[[str], str], str]] = [
    ("note-v1", lambda digest: f"{ORIGIN}/statement v1\n{digest}\n", "A later form."),
    ("note-of-checkpoint", lambda digest: f"{ORIGIN}\n5\n{digest}\n", "A log's checkpoint."),
    ("note-of-other-kind", lambda digest: f"{ORIGIN}/receipt v0\n{digest}\n", "A kind unknown."),
    ("note-of-other-origin", lambda digest: f"x.example/statement v0\n{digest}\n", "Another name."),
    (
        "note-digest-in-capitals",
        lambda digest: f"{ORIGIN}/statement v0\n{digest.upper()}\n",
        "The digest in capitals.",
    ),
    (
        "note-text-surplus",
        lambda digest: f"{ORIGIN}/statement v0\n{digest}\nand more\n",
        "A line of text behind the digest.",
    ),
    (
        "note-text-before",
        lambda digest: f"\n{ORIGIN}/statement v0\n{digest}\n",
        "An empty line before the text.",
    ),
]

SIGNATURES: list[tuple[str, Bytes, str]] = [
    ("signature-bit-flipped", lambda s: bytes([s[0] ^ 1]) + s[1:], "One bit of R."),
    ("signature-scalar-bit-flipped", lambda s: s[:40] + bytes([s[40] ^ 8]) + s[41:], "Of S."),
    ("signature-scalar-plus-order", _plus_order, "S + L: a second signature, made without key."),
    ("signature-cut-off", lambda s: s[:-1], "63 bytes."),
    ("signature-of-one-byte", lambda s: s[:1], "One byte."),
    ("signature-one-byte-more", lambda s: s + b"\0", "65 bytes."),
    ("signature-of-zeros", lambda _: bytes(64), "64 zero bytes."),
    ("signature-of-identity", lambda _: b"\1" + bytes(63), "R the neutral point, S zero."),
]


CASES: list[Case] = [
    *(invalid(name, "statement-canonical", _is_encoding(c), says) for name, c, says in SPELLINGS),
    *(invalid(name, "key-form", _keyed(change), says) for name, change, says in KEYS),
    *(invalid(name, "signature", _signed_by_anyone(y), says) for name, y, says in POINTS),
    invalid("note-absent", "note-form", noted(lambda _: None), "There is no signature file."),
    *(invalid(name, "note-form", _cut_note(change), says) for name, change, says in NOTES),
    *(invalid(name, "note-form", _signed_text(text), says) for name, text, says in SIGNED_TEXTS),
    *(invalid(name, "signature", _resigned(change), says) for name, change, says in SIGNATURES),
    invalid("signature-twice", "signature", _cut_note(_twice), "Two signatures by one key."),
    invalid(
        "signature-by-another-key",
        "signature",
        noted(_by_stranger_named_alike),
        "Signed under the publisher's name by another key.",
    ),
    invalid(
        "signature-under-a-stolen-key-id",
        "signature",
        noted(_with_stolen_key_id),
        "Signed by another key that claims the publisher's key id.",
    ),
    invalid(
        "signature-of-another-text",
        "signature",
        _cut_note(swap(b"/statement v0", b"/draft v0")),
        "The signed text was changed afterwards: a release made into a draft.",
    ),
]
