"""The rules of the house that a machine can check: who imports whom, and what no tracked file may hold."""

import ast
import importlib.util
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Each app and those it may import; `parkinfo` may import all of them, and none imports `parkinfo`.
MAY_IMPORT = {
    "articles": {"staff", "zones", "images", "jobs"},
    "leads": {"staff", "zones", "images", "jobs"},
    "staff": {"zones"},
    "zones": {"images"},
    "images": {"jobs"},
    "jobs": set(),
}


def tracked(*patterns):
    """Paths of the files git knows, new ones that it does not ignore included."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *patterns]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return sorted({ROOT / name for name in names.split("\0") if name and (ROOT / name).is_file()})


def modules():
    """(path below the root, syntax tree) of each Python file."""
    for path in tracked("*.py"):
        yield path.relative_to(ROOT), ast.parse(path.read_text(encoding="utf-8"))


def imported(tree):
    """(line, first name) of every import, at any depth of the module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name.split(".")[0]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.lineno, node.module.split(".")[0]


def test_apps_import_only_those_below_them():
    """parkinfo -> all; articles, leads -> staff, zones, images, jobs; staff -> zones; zones -> images -> jobs."""
    apps = {*MAY_IMPORT, "parkinfo"}
    wrong = [
        f"{path}:{line} imports {name}"
        for path, tree in modules()
        if (app := path.parts[0]) in MAY_IMPORT
        for line, name in imported(tree)
        if name in apps - {app} - MAY_IMPORT[app]
    ]
    assert wrong == []


def test_only_tests_import_the_tests():
    wrong = [
        f"{path}:{line}"
        for path, tree in modules()
        if path.parts[0] != "tests"
        for line, name in imported(tree)
        if name == "tests"
    ]
    assert wrong == []


def test_psycopg_3_is_not_installed():
    """Django would switch to it without a word."""
    assert importlib.util.find_spec("psycopg") is None


def test_every_module_says_first_what_belongs_in_it():
    silent = [
        str(path)
        for path, tree in modules()
        if tree.body and "migrations" not in path.parts and ast.get_docstring(tree) is None
    ]
    assert silent == []


def test_no_module_is_a_place_for_leftovers():
    leftovers = {"utils", "helpers", "core", "common", "misc"}
    assert [str(path) for path, _ in modules() if leftovers & {*path.parts[:-1], path.stem}] == []


def test_functions_and_modules_are_short():
    """About a screen or two: at most 50 lines a function, 400 a module."""
    long = []
    for path, tree in modules():
        if "migrations" in path.parts:
            continue
        if len((ROOT / path).read_text(encoding="utf-8").splitlines()) > 400:
            long.append(f"{path} is longer than 400 lines")
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno > 50:
                long.append(f"{path}:{node.lineno} {node.name} is longer than 50 lines")
    assert long == []


@pytest.mark.parametrize(
    ("suffixes", "forbidden"),
    [
        # Spelt so that this line does not find itself.
        (None, r"(?<![\w.])/(?:hom[e]|roo[t]|Use[r]s|wor[k])/\w"),  # directories of somebody's machine
        (None, r"index-ur[l]|extra-inde[x]|trusted-hos[t]|find-link[s]"),  # registries of somebody's network
        ({".py"}, r"csrf_exemp[t]|TOD[O]\b|FIXM[E]\b|Not[I]mplementedError"),
        ({".html"}, r"\|saf[e]\b|autoescape of[f]|\sstyl[e]=|\soncli[c]k=|<scrip[t]>"),
    ],
)
def test_no_tracked_file_holds(suffixes, forbidden):
    """Machine paths, registries, doors left open, markup that the content security policy refuses."""
    found = []
    for path in tracked():
        if suffixes and path.suffix not in suffixes:
            continue
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue  # a picture
        found += [f"{path.relative_to(ROOT)}:{n}" for n, line in enumerate(lines, 1) if re.search(forbidden, line)]
    assert found == []


def test_every_exception_to_a_rule_has_its_reason_beside_it():
    """On the line itself (`noqa: CODE - why`) or, as a comment or docstring, on the one before or after."""

    def gives_reason(line):
        comment = line.partition("#")[2].strip()
        return '"""' in line or (comment and (" - " in comment or not comment.startswith(("noqa", "type:"))))

    bare = []
    for path in tracked("*.py"):
        lines = path.read_text(encoding="utf-8").splitlines()
        for number, line in enumerate(lines, 1):
            exception = re.search(r"#\s*noq[a]\b|type: ignor[e]|except Exceptio[n]\b|mark_saf[e]\(", line)
            if exception and not any(map(gives_reason, lines[max(0, number - 2) : number + 1])):
                bare.append(f"{path.relative_to(ROOT)}:{number}")
    assert bare == []


def test_env_example_names_every_setting():
    """A knob nobody can find is no knob."""
    asked = r"""(?:env_\w+|environ(?:\.get)?)[\[(]\s*"([A-Z_]+)["']"""
    files = [path for path in tracked("*.py") if path.relative_to(ROOT).parts[0] != "tests"]
    names = {name for path in files for name in re.findall(asked, path.read_text(encoding="utf-8"))}
    described = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE))
    assert names - {"PATH", "DJANGO_SETTINGS_MODULE"} - described == set()
    assert described - names == set()


def test_templates_give_no_fractions_of_a_second():
    """HTML allows a `datetime` three digits of them; `date:"c"` writes six."""
    wrong = [path.name for path in tracked("*.html") if re.search(r"""date:["']c["']""", path.read_text("utf-8"))]
    assert wrong == []
