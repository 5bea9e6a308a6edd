"""A wheel that replaces the verifier; the page's code decides its answers. So the scripts are
tested separately from the proof. Given `por1…`, `proofpress_verify.browser` here

    por1done    has its verdict without a shard
    por1fault   fails, with the code in the message
    por1image   fails if Python was started from the boot image, which has no such module
    por1report  the same, reported as the verifier itself reports a fault
    por1echo    reports what it was given
    else        wants shard 5, of the block from 4 to 7; from 0 to 256 if the statement is "huge"
"""

import io
import zipfile

NAME = "proofpress_verify-0.0.0-py3-none-any.whl"

_BROWSER = """
import json

_asked = []


def open_check(code, statement, note, now, snapshot, older_snapshot, older_statement):
    assert type(code) is str and type(statement) is bytes and type(now) is str
    assert note is None or type(note) is bytes
    assert type(older_snapshot) is str
    assert older_statement is None or type(older_statement) is bytes
    _asked[:] = [code, statement, note, now]
    if code == "por1fault":
        raise ValueError(f"cannot read {code}")
    if code == "por1image":
        import colorsys
    if code == "por1report":
        try:
            import colorsys
        except ImportError:
            return json.dumps({"state": "done", "report": {"verdict": "internal-fault"}})
    if code == "por1done":
        return json.dumps({"state": "done", "report": {"verdict": "refused"}})
    return json.dumps({"state": "need-shard", "shard": 5, "path": "shards/0000/000005.shard",
                       "block": [0, 256] if statement == b"huge" else [4, 7],
                       "steps": [{"id": "statement"}]})


def finish_check(shard, identity):
    assert type(shard) is bytes and type(identity) is str
    code, statement, note, now = _asked
    return json.dumps({"state": "done", "report": {
        "verdict": "verified", "statement": statement.decode(), "now": now,
        "note": None if note is None else note.decode(),
        "shard": shard.decode(), "identity": identity}})


def unreadable(what, detail):
    return json.dumps({"state": "done", "report": {
        "verdict": "cannot-check", "explanation": what, "detail": detail}})
"""


def wheel() -> tuple[str, bytes]:
    """File name and bytes."""
    info = "proofpress_verify-0.0.0.dist-info"
    files = {
        "proofpress_verify/__init__.py": "",
        "proofpress_verify/browser.py": _BROWSER,
        f"{info}/METADATA": "Metadata-Version: 2.1\nName: proofpress-verify\nVersion: 0.0.0\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/RECORD": "",
    }
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        for name, text in files.items():
            made.writestr(zipfile.ZipInfo(name), text)
    return NAME, archive.getvalue()
