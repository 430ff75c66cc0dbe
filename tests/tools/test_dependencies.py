"""The documents and lock files say what is installed."""

import json
import re

import pytest

from tools.paths import ROOT
from tools.pins import direct_requirements, normal

DOCUMENT = (ROOT / "docs" / "dependencies.md").read_text()


def direct_npm_packages():
    manifest = json.loads((ROOT / "package.json").read_text())
    return {**manifest["dependencies"], **manifest["devDependencies"]}


def documented():
    first_cells = re.findall(r"^\| ([^|]+) \|", DOCUMENT, re.MULTILINE)
    return {normal(name.strip()) for cell in first_cells for name in cell.split(",")} - {"package", "---"}


def test_every_direct_dependency_is_explained_and_no_other():
    direct = {normal(re.split(r"[\[=]", line)[0]) for line in direct_requirements()}
    npm = {name.replace(".", "-") for name in direct_npm_packages()}
    assert documented() == direct | npm


@pytest.mark.parametrize(
    "name", ["requirements.txt", "requirements-dev.txt", "requirements-node.txt", "constraints.txt"]
)
def test_every_python_package_has_one_exact_version(name):
    lines = [line for line in (ROOT / name).read_text().splitlines() if line and line[0] not in "#-"]
    assert lines
    assert [line for line in lines if not re.fullmatch(r"[\w.-]+(\[\w+(-\w+)*])?==[\w.]+", line)] == []


def test_every_npm_package_has_one_exact_version():
    assert [v for v in direct_npm_packages().values() if not re.fullmatch(r"\d+\.\d+\.\d+", v)] == []


@pytest.mark.parametrize("name", ["constraints.txt", "requirements.txt", "requirements-dev.txt", ".npmrc"])
def test_no_file_says_where_packages_come_from(name):
    assert not re.search(r"https?:|file:|index-url|find-links|registry=", (ROOT / name).read_text())


def test_the_npm_lock_holds_checksums_and_no_hosts():
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    installed = {name: entry for name, entry in packages.items() if name}
    assert all(entry.get("integrity") for entry in installed.values())
    assert not any("resolved" in entry for entry in installed.values())
