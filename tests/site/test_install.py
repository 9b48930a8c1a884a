"""The locked files are installed by any pip that a supported Python may bring, whatever is published meanwhile.

What is locked stands in a folder as wheels with nothing in them but their names and what they ask for, beside them a
newer release of each package that another asks for with an extra. The commands are those of Makefile and Dockerfile.
"""

import hashlib
import os
import re
import shlex
import subprocess
import sys
import venv
import zipfile
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests import chromium

pytestmark = [pytest.mark.long, pytest.mark.once]

ROOT = Path(__file__).parents[2]
# The first release of each supported Python brings this pip: 3.11, 3.12, 3.13, 3.14. Those between are newer.
PIPS = ["22.3", "23.2.1", "24.2", "25.2"]
NEWER = "99999"
# Before --no-deps: a pip of 2023 takes `coverage[toml]` for a package that the lock does not pin.
BEFORE = ["install", "-qq", "--disable-pip-version-check", "--require-hashes", "-r", "requirements-test.txt"]
LOCKS = ("requirements.txt", "requirements-observability.txt", "requirements-test.txt")


def pins(lock):
    """Name, version and marker of each package in a locked file."""
    found = re.findall(r"^([\w.-]+)==(\S+)(?: ; (.+?))? \\$", (ROOT / lock).read_text(), flags=re.MULTILINE)
    assert len(found) > 10
    return found


def told_by(name, field):
    """What a package says of itself, as it is installed here; nothing where it is for other systems."""
    try:
        return metadata.distribution(name).metadata.get_all(field, [])
    except metadata.PackageNotFoundError:
        return []


def make_wheel(folder, name, version, needs=()):
    """A wheel with nothing in it; its hash."""
    stem = f"{re.sub(r'[-_.]+', '_', name)}-{version}"
    fields = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}"]
    for field in ("Requires-Dist", "Provides-Extra"):
        fields += [f"{field}: {value}" for value in told_by(name, field)]
    fields += [f"Requires-Dist: {need}" for need in needs]
    files = {
        "METADATA": "\n".join([*fields, ""]),
        "WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    path = folder / f"{stem}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        for file, text in files.items():
            wheel.writestr(f"{stem}.dist-info/{file}", text)
        names = [*(f"{stem}.dist-info/{file},," for file in files), f"{stem}.dist-info/RECORD,,"]
        wheel.writestr(f"{stem}.dist-info/RECORD", "\n".join([*names, ""]))
    return hashlib.sha256(path.read_bytes()).hexdigest()


def asked_with_an_extra(names):
    """The packages that some of these ask for with an extra, such as `coverage[toml]`."""
    asked = [Requirement(line) for name in names for line in told_by(name, "Requires-Dist")]
    return {canonicalize_name(each.name) for each in asked if each.extras} & set(names)


@pytest.fixture(scope="module")
def index(tmp_path_factory):
    """A folder with the wheels, and locked files that name their hashes."""
    folder = tmp_path_factory.mktemp("index")
    hashes = {}
    for lock in LOCKS:
        lines = []
        for name, version, marker in pins(lock):
            key = name, version
            hashes[key] = hashes.get(key) or make_wheel(folder, name, version)
            condition = f" ; {marker}" if marker else ""
            lines.append(f"{name}=={version}{condition} --hash=sha256:{hashes[key]}")
        (folder / lock).write_text("\n".join([*lines, ""]))
    extras = asked_with_an_extra([canonicalize_name(name) for name, _version in hashes])
    assert {"coverage", "fonttools"} <= extras
    for name in extras:
        make_wheel(folder, name, NEWER)
    return folder


@pytest.fixture(scope="module")
def pip_of(request):
    """`pip_of("22.3")`: the folder of that pip, asked for once and then kept beside what pytest keeps."""
    kept = Path(request.config.cache.mkdir("pips"))

    def pip_of(version):
        folder = kept / version
        if not folder.exists():
            command = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-deps"]
            done = subprocess.run([*command, "--target", folder, f"pip=={version}"], capture_output=True, text=True)
            if done.returncode:
                give_up = pytest.fail if chromium.required() else pytest.skip
                give_up(f"pip {version} can't be had: {done.stderr.strip().splitlines()[-1]}")
        return folder

    return pip_of


@pytest.fixture
def run(index, pip_of, tmp_path):
    """`run("22.3", [arguments, …])`: each by that pip in a new environment; the first that fails, or None."""

    def run(version, commands):
        venv.create(tmp_path / "venv", with_pip=False)
        environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": str(pip_of(version))}
        for command in commands:
            found = ["--no-index", "--find-links", index] if command[0] == "install" else []
            isolated = [tmp_path / "venv" / "bin" / "python", "-m", "pip", "--isolated"]
            options = {"cwd": index, "env": environment, "capture_output": True, "text": True}
            done = subprocess.run([*isolated, *command, *found], **options)
            if done.returncode:
                return done
        return None

    return run


def of_makefile():
    """What `make test-venv` runs: the site's packages, then those of the tests."""
    return [
        shlex.split(line)
        for line in re.findall(r"-m pip ((?:install|check)\b.*?)(?: \|\| .*)?$", read("Makefile"), re.MULTILINE)
    ]


def of_image():
    """What the build of the image runs, but for taking pip away."""
    return [
        shlex.split(line)
        for line in re.findall(r"bin/pip ((?:install|check)\b.*?)(?: \\)?$", read("Dockerfile"), re.MULTILINE)
    ]


def read(name):
    return (ROOT / name).read_text()


@pytest.mark.parametrize("version", PIPS)
def test_locked_files_are_installed_by_an_old_pip_while_newer_packages_are_about(run, version):
    failed = run(version, of_makefile())
    assert failed is None, failed.stderr + failed.stdout


def test_the_image_is_built_while_newer_packages_are_about(run):
    failed = run("23.2.1", of_image())
    assert failed is None, failed.stderr + failed.stdout


def test_this_would_notice_what_once_failed(run):
    failed = run("23.2.1", [BEFORE])
    assert failed is not None and "require-hashes mode" in failed.stderr


def test_lock_that_lacks_a_package_is_noticed(run, index):
    # By the build of the image: the lock of the tests repeats most of the site's, and would make up for it.
    whole = (index / "requirements.txt").read_text()
    try:
        (index / "requirements.txt").write_text(re.sub(r"^sqlparse==.*\n", "", whole, flags=re.MULTILINE))
        failed = run("23.2.1", of_image())
    finally:
        (index / "requirements.txt").write_text(whole)
    assert failed is not None and "sqlparse" in failed.stdout


def test_site_is_installed_where_the_tests_of_an_earlier_release_were(run, index):
    # What is installed fits no more; the lock of the tests has not been installed anew yet.
    (index / "former.txt").write_text(f"former==1 --hash=sha256:{make_wheel(index, 'former', '1', ['django<1'])}\n")
    former = ["install", "--no-deps", "--require-hashes", "-r", "former.txt"]
    first = of_makefile()[: [command[-1] for command in of_makefile()].index("requirements-test.txt")]
    failed = run("23.2.1", [former, *first])
    assert failed is None, failed.stderr + failed.stdout


def test_every_install_is_by_hashes_alone_and_is_checked():
    for commands in (of_makefile(), of_image()):
        installs = [command for command in commands if command[0] == "install"]
        assert installs and all({"--no-deps", "--require-hashes"} <= set(command) for command in installs)
        assert commands[-1][0] == "check"
