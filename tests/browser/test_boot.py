"""The verifier starts from checked files and nothing else, on any host, under the strict policy."""

import gzip
import threading

import pytest

from proofpress.browser_bundle import resources
from proofpress.browser_bundle.boot_image import IMAGE
from proofpress.browser_bundle.runtime import PAGE_SCRIPT, write_runtime
from proofpress_verify import paths
from proofpress_verify.forms import TIME
from tests.browser.conftest import lay_stub_site, write_page

pytestmark = pytest.mark.browser

PATH = "snapshots/2026-01/"

CHECK = """
async (question) => {
  const progress = [];
  const onProgress = (step) => progress.push(step);
  const checker = proofpress.createChecker({ base: "../", onProgress });
  const report = await checker.check(question);
  return { report, progress };
}
"""

# Replaces the worker's own script: the same start, but tests can inspect it.
PROBE = """
(source) => new Promise((resolve, reject) => {
  const blob = new Blob([source], { type: "text/javascript" });
  const worker = new Worker(URL.createObjectURL(blob), { type: "module" });
  worker.onmessage = ({ data }) => resolve(data);
  worker.onerror = (event) => reject(new Error(event.message));
})
"""
ESCAPES = """
const outcome = async (attempt) => {
  try { await attempt(); return "done"; } catch (error) { return error.name; }
};
const tryAll = async () => ({
  foreign: await outcome(() => fetch(ELSEWHERE, { mode: "no-cors" })),
  import: await outcome(() => import(ELSEWHERE + "x.mjs")),
  data: await outcome(() => import("data:text/javascript,1")),
  eval: await outcome(() => (0, eval)("1")),
  function: await outcome(() => new Function("return 1")()),
  own: await outcome(() => fetch(OWN)),
  wasm: await outcome(() => WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))),
});
"""
LOCKED_IN = {
    "foreign": "TypeError",
    "import": "TypeError",
    "data": "TypeError",
    "eval": "EvalError",
    "function": "EvalError",
    "own": "done",
    "wasm": "done",
}


def ask(page, **question):
    return page.evaluate(CHECK, {"code": "por1echo", "snapshotPath": PATH, **question})


def shard_path(number):
    return PATH + paths.shard_path(number)


def wait_until_no_worker_is_left(page):
    while page.workers:
        page.wait_for_timeout(20)


@pytest.fixture
def site(stub_site, served):
    return served(stub_site[0])


def flipped(content: bytes) -> bytes:
    middle = len(content) // 2
    return content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]


def test_boots_under_a_sub_path_and_passes_the_report_on(site, visit):
    page, _ = visit(site.url + "verify/")
    got = ask(page, identity="someone@example.org")
    now = got["report"].pop("now")
    assert got["report"] == {
        "verdict": "verified",
        "statement": "a statement",
        "note": "a note",
        "shard": "shard 5",
        "identity": "someone@example.org",
        "saves": "",
    }
    assert TIME.fullmatch(now)


def test_progress_is_counted_in_bytes_up_to_the_total(stub_site, site, visit):
    _, runtime = stub_site
    page, _ = visit(site.url + "verify/")
    progress = ask(page)["progress"]
    downloads = [(step["done"], step["total"]) for step in progress if step["phase"] == "download"]
    total = sum(file.bytes for file in runtime.worker_files if not file.spare)
    assert downloads == sorted(downloads)
    assert downloads[-1] == (total, total)
    others = [(step["phase"], step["done"]) for step in progress if step["phase"] != "download"]
    assert sorted(others[:4]) == [("start", 0), ("start", 1), ("statement", 0), ("statement", 1)]
    shards = [("shard", done) for done in range(5)]
    assert others[4:] == [*shards, ("verify", 0), ("verify", 1)]


HELD = """
async () => {
  const asked = [];
  const worker = { postMessage() {}, terminate() {} };
  const file = (name, bytes) => ({ name, path: name, bytes, size: 1, sha256: "", spare: false });
  const read = ({ name }) => (asked.push(name), new Promise(() => {}));
  const files = [file("large", 2 ** 21), file("small", 2 ** 10)];
  proofpress.createEngine({ files, read, script: "", startWorker: () => worker, onProgress() {} });
  await new Promise((resolve) => setTimeout(resolve));
  const before = [...asked];
  worker.onmessage({ data: { running: true } });
  await new Promise((resolve) => setTimeout(resolve));
  return [before, asked];
}
"""


def test_large_files_wait_until_the_worker_runs(site, visit):
    """Unpacking them keeps the page's thread busy, which would delay the worker's start."""
    page, _ = visit(site.url + "verify/")
    assert page.evaluate(HELD) == [["small"], ["small", "large"]]


def test_wrong_mime_types_do_not_matter(stub_site, served, visit):
    page, _ = visit(served(stub_site[0], wrong_types=True).url + "verify/")
    assert ask(page)["report"]["verdict"] == "verified"


def path_of(runtime, name):
    (path,) = [file.path for file in runtime.worker_files if file.name == name]
    return runtime.folder + path


def repacked(harm):
    """A host that changes what is in a compressed file, and compresses it well."""
    return lambda content: gzip.compress(harm(gzip.decompress(content)))


def refused(page, name):
    report = ask(page)["report"]
    assert (report["verdict"], report["tone"]) == ("cannot-check", "unknown")
    assert report["reason"] == {"kind": "runtime-file", "file": name}
    assert name in report["explanation"]
    wait_until_no_worker_is_left(page)


FILES = [
    "pyodide.mjs",
    "pyodide.asm.mjs",
    "pyodide.asm.wasm",
    "pyodide-lock.json",
    IMAGE,
]
SPARE = ["python_stdlib.zip", "proofpress_verify-0.0.0-py3-none-any.whl"]


@pytest.mark.parametrize("name", FILES)
def test_runtime_file_with_one_changed_byte_is_refused_by_name(name, stub_site, site, visit):
    site.damage[path_of(stub_site[1], name)] = flipped
    page, _ = visit(site.url + "verify/")
    refused(page, name)


@pytest.mark.parametrize(
    "harm",
    [
        repacked(flipped),
        repacked(lambda content: content[:-1]),
        repacked(lambda content: content + b"\n"),
        lambda content: content[:-1],
        lambda content: content + b"\0",
        lambda _: b"",
        lambda _: b"\x1f\x8b\x08",
        lambda _: gzip.compress(bytes(2**26), 1),
    ],
    ids=["flipped", "shorter", "longer", "cut", "trailed", "empty", "begun", "bomb"],
)
def test_compressed_file_of_other_content_is_refused_by_name(harm, stub_site, site, visit):
    site.damage[path_of(stub_site[1], IMAGE)] = harm
    page, _ = visit(site.url + "verify/")
    refused(page, IMAGE)


@pytest.mark.parametrize("name", SPARE)
def test_spare_file_with_one_changed_byte_is_refused_by_name(name, no_image, served, visit):
    folder, runtime = no_image
    site = served(folder)
    site.damage[path_of(runtime, name)] = flipped
    page, _ = visit(site.url + "verify/")
    refused(page, name)


@pytest.fixture(scope="module")
def no_image(tmp_path_factory):
    """A site whose boot image is genuine, but of another Pyodide: no browser can restore it."""
    packed = resources.packed

    def of_another_pyodide(wheel):
        files = packed(wheel)
        content = bytearray(gzip.decompress(files[IMAGE]))
        runs = int.from_bytes(content[8:12], "little")
        build_id = 4 * (3 + 2 * runs) + 16  # see image.js, and Pyodide's `restoreSnapshot`
        content[build_id] ^= 1
        return {**files, IMAGE: gzip.compress(bytes(content))}

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(resources, "packed", of_another_pyodide)
        return lay_stub_site(tmp_path_factory.mktemp("no-image") / "site")


def test_starts_plainly_if_the_boot_image_cannot_be_restored(no_image, served, visit):
    folder, runtime = no_image
    site = served(folder)
    page, _ = visit(site.url + "verify/")
    notes = []
    page.on("console", lambda message: notes.append((message.type, message.text)))
    got = ask(page)
    assert got["report"]["verdict"] == "verified"
    ((kind, text),) = notes
    assert kind == "info"
    assert "without the boot image" in text
    assert "build id" in text
    downloads = [step for step in got["progress"] if step["phase"] == "download"]
    assert downloads[-1]["done"] == downloads[-1]["total"]
    everything = sum(file.bytes for file in runtime.worker_files)
    assert downloads[-1]["total"] == everything


IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15"


@pytest.mark.parametrize("user_agent", [None, IPHONE], ids=["as-it-is", "iphone"])
def test_starts_from_the_boot_image_alone(user_agent, stub_site, site, visit):
    """On an iPhone, Pyodide leaves out a wasm module that the image's memory refers to."""
    page, _ = visit(site.url + "verify/", user_agent=user_agent)
    notes = []
    page.on("console", lambda message: notes.append(message.text))
    assert ask(page)["report"]["verdict"] == "verified"
    assert notes == []
    assert not {path_of(stub_site[1], name) for name in SPARE} & set(site.paths)


@pytest.mark.parametrize("harm", [lambda content: content[:-1], lambda content: content + b"\n"])
def test_runtime_file_of_another_length_is_refused_by_name(harm, stub_site, site, visit):
    site.damage[stub_site[1].folder + "pyodide.mjs"] = harm
    page, _ = visit(site.url + "verify/")
    report = ask(page)["report"]
    assert report["verdict"] == "cannot-check"
    assert report["reason"] == {"kind": "runtime-file", "file": "pyodide.mjs"}


def test_start_that_failed_is_tried_again_with_the_next_check(stub_site, site, visit):
    damaged = stub_site[1].folder + "pyodide.mjs"
    site.damage[damaged] = flipped
    page, _ = visit(site.url + "verify/")
    page.evaluate('() => { window.checker = proofpress.createChecker({ base: "../" }); }')
    again = f'() => checker.check({{ code: "por1echo", snapshotPath: "{PATH}" }})'
    assert page.evaluate(again)["verdict"] == "cannot-check"
    del site.damage[damaged]
    assert page.evaluate(again)["verdict"] == "verified"


def test_changed_page_script_does_not_run(stub_site, site, visit):
    site.damage[stub_site[1].folder + PAGE_SCRIPT] = lambda content: content + b"\n"
    page, watch = visit(site.url + "verify/")
    assert page.evaluate("typeof proofpress") == "undefined"
    assert "integrity" in watch.errors.pop()


def test_missing_runtime_file_is_named(tmp_path, stub_site, served, visit):
    folder, _ = stub_site
    for file in folder.rglob("*.*"):
        if file.is_file() and file.name != "verifier.image.gzip":
            copy = tmp_path / "site" / file.relative_to(folder)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.hardlink_to(file)
    page, watch = visit(served(tmp_path / "site").url + "verify/")
    report = ask(page)["report"]
    assert report["verdict"] == "cannot-check"
    assert report["reason"] == {"kind": "network", "file": IMAGE}
    assert report["detail"] == "the host answered 404"
    assert "404" in watch.errors.pop()


def escapes(site):
    elsewhere = site.origin.replace("127.0.0.1", "localhost") + "/"
    return f"const ELSEWHERE = {elsewhere!r}, OWN = {site.url + 'verify/'!r};\n{ESCAPES}"


def attempted(where, site):
    """In a separate task: what `evaluate` itself runs is exempt from the policy."""
    later = "new Promise((resolve) => setTimeout(async () => resolve(await tryAll())))"
    return where.evaluate(f"() => {{ {escapes(site)} return {later}; }}")


def test_policy_holds_in_the_page(site, visit):
    page, watch = visit(site.url + "verify/")
    assert attempted(page, site) == LOCKED_IN
    watch.errors.clear()


def test_policy_holds_in_a_worker_started_as_ours_is(site, visit):
    page, watch = visit(site.url + "verify/")
    outcome = page.evaluate(PROBE, escapes(site) + "postMessage(await tryAll());")
    assert outcome == LOCKED_IN
    watch.errors.clear()


def test_our_worker_has_no_network_and_cannot_evaluate_text(site, visit):
    page, watch = visit(site.url + "verify/")
    ask(page)
    (worker,) = page.workers
    assert attempted(worker, site) == {**LOCKED_IN, "own": "TypeError"}
    assert worker.evaluate("() => typeof XMLHttpRequest + typeof WebSocket") == "undefined" * 2
    watch.errors.clear()


def test_each_file_is_fetched_once_without_cookie_or_referrer(stub_site, site, visit):
    _, runtime = stub_site
    page, _ = visit(site.url + "verify/")
    page.reload()  # now the host's cookie is set
    site.requests.clear()
    page.evaluate("caches.keys()")
    ask(page)
    expected = [PATH + "statement.json", PATH + "statement.note"]
    expected += [shard_path(number) for number in (4, 5, 6, 7)]
    expected += [runtime.folder + file.path for file in runtime.worker_files if not file.spare]
    assert sorted(site.paths) == sorted(expected)
    for _, headers in site.requests:
        assert headers["Cookie"] is None
        assert headers["Referer"] is None


def test_code_and_identity_stay_out_of_addresses_and_storage(site, visit):
    page, _ = visit(site.url + "verify/")
    ask(page, code="por1secret", identity="me@example.org")
    sent = "".join(path + str(headers) for path, headers in site.requests)
    assert "por1secret" not in sent
    assert "example.org" not in sent
    assert (
        page.evaluate(
            "localStorage.length + sessionStorage.length + document.cookie.indexOf('por1')"
        )
        == -1
    )
    assert page.evaluate("indexedDB.databases()") == []
    assert page.evaluate("caches.keys()") == []


def shards_of(site):
    return [path for path in site.paths if path.endswith(".shard")]


def test_the_block_is_asked_for_in_ascending_order(site, visit):
    page, _ = visit(site.url + "verify/")
    asked = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(site.url)))
    assert ask(page)["report"]["shard"] == "shard 5"
    shards = [path for path in asked if path.endswith(".shard")]
    assert shards == [shard_path(number) for number in (4, 5, 6, 7)]


def test_one_file_is_fetched_by_choice_only(site, visit):
    page, _ = visit(site.url + "verify/")
    assert ask(page, oneFile=True)["report"]["shard"] == "shard 5"
    assert shards_of(site) == [shard_path(5)]


def test_the_files_of_a_block_are_fetched_at_the_same_time(site, visit):
    """None is answered before all were asked for."""
    all_asked = threading.Barrier(4)

    def hold_back(body: bytes) -> bytes:
        all_asked.wait(30)
        return body

    for number in (4, 5, 6, 7):
        site.damage[shard_path(number)] = hold_back
    page, _ = visit(site.url + "verify/")
    assert ask(page)["report"]["shard"] == "shard 5"


@pytest.mark.parametrize("last", [4, 5, 6, 7])
def test_the_check_goes_on_when_the_whole_block_has_come(last, site, visit):
    """Otherwise the next request, or a stop, would show the host which file was needed."""
    page, _ = visit(site.url + "verify/")
    release = threading.Event()

    def hold_back(body: bytes) -> bytes:
        release.wait(30)
        return body

    site.damage[shard_path(last)] = hold_back
    page.evaluate(f"""() => {{
      window.phases = [];
      const onProgress = ({{ phase, done }}) => phases.push(`${{phase}} ${{done}}`);
      window.checker = proofpress.createChecker({{ base: "../", onProgress }});
      window.told = checker.check({{ code: "por1echo", snapshotPath: "{PATH}" }});
    }}""")
    while not page.evaluate("phases.includes('shard 3')"):
        page.wait_for_timeout(20)
    page.wait_for_timeout(100)
    assert not page.evaluate("phases.includes('verify 0')")
    release.set()
    assert page.evaluate("told.then((report) => report.shard)") == "shard 5"


@pytest.mark.parametrize(
    "harm", [lambda _: b"x" * (16 * 2**20 + 1), lambda _: b"", lambda _: b"<html>"]
)
def test_a_failure_of_another_file_of_the_block_does_no_harm(harm, site, visit):
    site.damage[shard_path(4)] = harm
    page, _ = visit(site.url + "verify/")
    assert ask(page)["report"]["shard"] == "shard 5"
    assert len(shards_of(site)) == 4


def test_a_block_too_large_to_fetch_is_said_and_one_file_can_be_chosen(site, visit):
    site.damage[PATH + "statement.json"] = lambda _: b"huge"
    page, _ = visit(site.url + "verify/")
    report = ask(page)["report"]
    assert report["verdict"] == "cannot-check"
    assert "would take 257 files" in report["detail"]
    assert shards_of(site) == []
    assert ask(page, oneFile=True)["report"]["shard"] == "shard 5"
    assert set(shards_of(site)) == {shard_path(5)}


BLOCKS = [
    (shard, bits, accounts)
    for bits in (0, 1, 4, 9, 17, 24)
    for shard in {0, 1, 2**bits // 3, 2**bits // 2, 2**bits - 1}
    for accounts in (0, 1, 3999, 4000, 7999, 12_000, 41_234, 3_000_000, 2**36 + 7, 2**128 - 1)
    if shard < 2**bits
]


def test_the_page_and_the_verifier_have_the_same_blocks(site, visit):
    page, _ = visit(site.url + "verify/")
    script = """(asked) => asked.map(([shard, bits, accounts]) =>
      proofpress.blockOf(shard, bits, Number(accounts)))"""
    found = page.evaluate(script, [[shard, bits, str(count)] for shard, bits, count in BLOCKS])
    blocks = [paths.block_of(*each) for each in BLOCKS]
    assert found == [[block[0], block[-1]] for block in blocks]


def test_verdict_without_a_shard(site, visit):
    page, _ = visit(site.url + "verify/")
    assert ask(page, code="por1done")["report"] == {"verdict": "refused", "saves": ""}
    assert not [path for path in site.paths if path.endswith(".shard")]


@pytest.mark.parametrize("announced", [True, False])
@pytest.mark.parametrize(
    ("file", "length"),
    [
        ("statement.json", 4 * 2**20),
        ("statement.note", 64 * 2**10),
        ("shards/0000/000005.shard", 16 * 2**20),
    ],
)
def test_file_above_its_cap_is_not_read(file, length, announced, site, visit):
    site.announces_length = announced
    site.damage[PATH + file] = lambda _: b"x" * (length + 1)
    page, _ = visit(site.url + "verify/")
    report = ask(page)["report"]
    assert report["verdict"] == "cannot-check"
    assert PATH + file in report["explanation"]
    assert str(length) in report["detail"]


def test_snapshot_without_a_note_is_the_verifiers_to_judge(tmp_path, site, visit):
    page, watch = visit(site.url + "verify/")
    page.route("**/statement.note", lambda route: route.fulfill(status=404))
    assert ask(page)["report"]["note"] is None
    watch.errors.clear()


def test_snapshot_that_is_not_there_cannot_be_checked(site, visit):
    page, watch = visit(site.url + "verify/")
    report = ask(page, snapshotPath="snapshots/1999-01/")["report"]
    assert report["verdict"] == "cannot-check"
    assert "snapshots/1999-01/statement.json" in report["explanation"]
    watch.errors.clear()


@pytest.mark.parametrize(
    "path", ["../../", "snapshots/../x/", "https://elsewhere.example/", "//x/"]
)
def test_snapshot_path_cannot_leave_the_site(path, site, visit):
    page, _ = visit(site.url + "verify/")
    assert ask(page, snapshotPath=path)["report"]["verdict"] == "internal-fault"
    assert not [path for path in site.paths if "statement" in path]


def test_fault_in_python_is_no_bad_proof_and_shows_no_code(site, visit):
    page, _ = visit(site.url + "verify/")
    report = ask(page, code="por1fault")["report"]
    assert (report["verdict"], report["tone"]) == ("internal-fault", "unknown")
    assert "por1fault" not in str(report)
    assert "browser.py" in report["detail"]
    assert report["detail"].endswith("ValueError")


@pytest.mark.parametrize("code", ["por1image", "por1report"])
def test_fault_in_the_boot_image_leads_to_a_plain_start(code, site, visit):
    page, _ = visit(site.url + "verify/")
    notes = []
    page.on("console", lambda message: notes.append((message.type, message.text)))
    assert ask(page, code=code)["report"]["verdict"] == "verified"
    ((kind, text),) = notes
    assert kind == "info"
    assert "once more without the boot image" in text
    assert len(page.workers) == 1


def test_fault_that_remains_is_retried_once(site, visit):
    page, _ = visit(site.url + "verify/")
    notes = []
    page.on("console", lambda message: notes.append(message.text))
    script = f"""async () => {{
      const checker = proofpress.createChecker({{ base: "../" }});
      const question = {{ code: "por1fault", snapshotPath: "{PATH}" }};
      return [await checker.check(question), await checker.check(question)];
    }}"""
    assert [report["verdict"] for report in page.evaluate(script)] == ["internal-fault"] * 2
    assert len(notes) == 1


def test_checks_wait_for_each_other(site, visit):
    page, _ = visit(site.url + "verify/")
    script = f"""async () => {{
      const checker = proofpress.createChecker({{ base: "../" }});
      const asked = ["por1fault", "por1echo", "por1done"].map((code) =>
        checker.check({{ code, snapshotPath: "{PATH}" }}));
      return (await Promise.all(asked)).map((report) => report.verdict);
    }}"""
    assert page.evaluate(script) == ["internal-fault", "verified", "refused"]


def test_progress_that_cannot_be_shown_does_not_stop_the_check(site, visit):
    page, watch = visit(site.url + "verify/")
    script = f"""async () => {{
      let calls = 0;
      const onProgress = () => {{ if (++calls === 1) throw new Error("no such bar"); }};
      const checker = proofpress.createChecker({{ base: "../", onProgress }});
      return (await checker.check({{ code: "por1echo", snapshotPath: "{PATH}" }})).verdict;
    }}"""
    assert page.evaluate(script) == "verified"
    assert watch.errors.pop() == "no such bar"


@pytest.mark.parametrize("phase", ["download", "start"])
def test_closing_ends_the_worker_and_the_check(phase, site, visit):
    page, _ = visit(site.url + "verify/")
    script = f"""async () => {{
      const close = ({{ phase }}) => phase === "{phase}" && setTimeout(() => checker.close());
      const checker = proofpress.createChecker({{ base: "../", onProgress: close }});
      const report = await checker.check({{ code: "por1echo", snapshotPath: "{PATH}" }});
      const again = await checker.check({{ code: "por1echo", snapshotPath: "{PATH}" }});
      return [report, again].map(({{ verdict, reason }}) => [verdict, reason.kind]);
    }}"""
    assert page.evaluate(script) == [["cannot-check", "stopped"]] * 2
    wait_until_no_worker_is_left(page)


@pytest.mark.parametrize(
    "policy",
    ["script-src 'self' blob:", "script-src 'self' 'wasm-unsafe-eval'", "worker-src 'none'"],
)
def test_stricter_policy_of_the_host_is_said_and_not_waited_for(policy, site, visit):
    """A host may send its own policy; then both apply."""
    site.headers["Content-Security-Policy"] = policy
    page, watch = visit(site.url + "verify/")
    report = ask(page)["report"]
    assert (report["verdict"], report["reason"]["kind"]) == ("cannot-check", "browser")
    watch.errors.clear()


def test_real_verifier_answers_through_the_same_scripts(tmp_path, served, visit):
    runtime = write_runtime(tmp_path)
    write_page(tmp_path, runtime)
    snapshot = tmp_path / PATH
    snapshot.mkdir(parents=True)
    (snapshot / "statement.json").write_text("no statement")
    (snapshot / "statement.note").write_text("no note")
    page, watch = visit(served(tmp_path).url + "verify/")
    assert ask(page, code="por1nothing")["report"]["verdict"] == "code-not-usable"
    report = ask(page, snapshotPath="snapshots/1999-01/")["report"]
    assert (report["verdict"], report["detail"]) == ("cannot-check", "the host answered 404")
    watch.errors.clear()
