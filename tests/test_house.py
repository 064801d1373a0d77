"""The rules of the house that a machine can check: who imports whom, and what no tracked file may hold.

Most of them read the whole program, so they are slow ones; `make check` asks for all of them.
"""

import ast
import importlib.metadata
import importlib.util
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from parkinfo.environment import BUCKET

ROOT = Path(__file__).resolve().parent.parent
BELOW_ALL_APPS = {"staff", "zones", "images", "jobs", "plumbing"}
NEWS_AND_BELOW = {"articles", *BELOW_ALL_APPS}
#: Modules that nothing imports but a setting, and the list of what has to be installed for that.
OPTIONAL = {"images/bucket.py": "requirements-s3.txt"}
# Each package of ours and those it may import; `parkinfo` may import all of them, and none imports `parkinfo`.
MAY_IMPORT = {
    "demo": {"leads", "listings", *NEWS_AND_BELOW},
    "backups": {"leads", *NEWS_AND_BELOW},
    "hosts": {"leads", "push", *NEWS_AND_BELOW},
    "push": NEWS_AND_BELOW,
    "wechat": {"zones", "jobs", "plumbing"},
    "addresses": NEWS_AND_BELOW,
    "reports": {"leads", "listings", *NEWS_AND_BELOW},
    "articles": BELOW_ALL_APPS,
    "old_lists": {"leads", *BELOW_ALL_APPS},
    "moving": {"addresses", *NEWS_AND_BELOW},
    "leads": {"listings", *BELOW_ALL_APPS},
    "listings": BELOW_ALL_APPS,
    "staff": {"zones", "jobs", "plumbing"},
    "zones": {"images", "plumbing"},
    "images": {"jobs", "plumbing"},
    "jobs": {"plumbing"},
    "plumbing": set(),
}


def tracked(*patterns):
    """Paths of the files git knows, new ones that it does not ignore included."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *patterns]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return sorted({ROOT / name for name in names.split("\0") if name and (ROOT / name).is_file()})


def paths():
    """The paths below the root of all Python files."""
    return [path.relative_to(ROOT) for path in tracked("*.py")]


@cache
def modules():
    """(path below the root, syntax tree) of each Python file, read once for all rules."""
    return [(path, ast.parse((ROOT / path).read_text(encoding="utf-8"))) for path in paths()]


def imported(tree):
    """(line, first name) of every import, at any depth of the module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name.split(".")[0]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.lineno, node.module.split(".")[0]


@pytest.mark.slow
def test_apps_import_only_those_below_them():
    """The table above; docs/architecture.md draws it."""
    packages = {*MAY_IMPORT, "parkinfo"}
    wrong = [
        f"{path}:{line} imports {name}"
        for path, tree in modules()
        if (package := path.parts[0]) in MAY_IMPORT
        for line, name in imported(tree)
        if name in packages - {package} - MAY_IMPORT[package]
    ]
    assert wrong == []


def test_every_package_of_ours_has_its_place_in_the_table():
    packages = {path.parts[0] for path in paths() if (ROOT / path.parts[0] / "__init__.py").exists()}
    assert packages - {"tests", "bench"} == {*MAY_IMPORT, "parkinfo"}


@pytest.mark.slow
def test_no_import_of_ours_stands_inside_a_function():
    """It would hide a circle. An app's `ready()` and `manage.py` have to wait for Django."""
    packages = {*MAY_IMPORT, "parkinfo"}
    hidden = [
        f"{path}:{line} imports {name}"
        for path, tree in modules()
        if path.parts[0] not in {"tests", "bench", "manage.py"} and path.name != "apps.py"
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for line, name in imported(function)
        if name in packages
    ]
    assert hidden == []


def import_graph():
    """{module: the modules of ours that it imports at its top level}, packages' `__init__` left out."""
    files = {".".join(path.with_suffix("").parts): (path, tree) for path, tree in modules()}
    graph = {}
    for name, (path, tree) in files.items():
        if path.name == "__init__.py" or path.parts[0] in {"tests", "bench"}:
            continue
        found = set()
        for node in tree.body:
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        graph[name] = {each for each in found if each in files and files[each][0].name != "__init__.py"} - {name}
    return graph


@pytest.mark.slow
def test_modules_import_each_other_in_no_circle():
    graph, done = import_graph(), set()

    def walk(name, way):
        if name in way:
            pytest.fail(" -> ".join([*way[way.index(name) :], name]))
        if name not in done:
            for each in sorted(graph.get(name, ())):
                walk(each, [*way, name])
            done.add(name)

    for name in sorted(graph):
        walk(name, [])


@pytest.mark.slow
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


@pytest.mark.slow
def test_every_module_says_first_what_belongs_in_it():
    silent = [
        str(path)
        for path, tree in modules()
        if tree.body and "migrations" not in path.parts and ast.get_docstring(tree) is None
    ]
    assert silent == []


def test_no_module_is_a_place_for_leftovers():
    leftovers = {"utils", "helpers", "core", "common", "misc"}
    assert [str(path) for path in paths() if leftovers & {*path.parts[:-1], path.stem}] == []


@pytest.mark.slow
def test_functions_and_modules_are_short():
    """About a screen: at most 40 lines a function, 350 a module."""
    long = []
    for path, tree in modules():
        if "migrations" in path.parts:
            continue
        if len((ROOT / path).read_text(encoding="utf-8").splitlines()) > 350:
            long.append(f"{path} is longer than 350 lines")
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno > 40:
                long.append(f"{path}:{node.lineno} {node.name} is longer than 40 lines")
    assert long == []


@pytest.mark.slow
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


@pytest.mark.slow
def test_every_exception_to_a_rule_has_its_reason_beside_it():
    """On the line itself (`noqa: CODE - why`, `type: ignore[code] # why`) or, as a comment or docstring, on the one
    before or after.
    """

    def gives_reason(line):
        comment = line.partition("#")[2].strip()
        return '"""' in line or (
            comment and (not comment.startswith(("noqa", "type:")) or re.search(" [-#] ", comment))
        )

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
    asked = r"""(?:env_\w+|environ(?:\.get)?)[\[(]\s*"([A-Z][A-Z0-9_]+)["']"""
    files = [path for path in tracked("*.py") if path.relative_to(ROOT).parts[0] != "tests"]
    names = {name for path in files for name in re.findall(asked, path.read_text(encoding="utf-8"))}
    names |= set(BUCKET.values())  # asked for in a loop
    described = set(
        re.findall(r"^#?([A-Z][A-Z0-9_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert names - {"PATH", "DJANGO_SETTINGS_MODULE"} - described == set()
    assert described - names == set()


def test_templates_give_no_fractions_of_a_second():
    """HTML allows a `datetime` three digits of them; `date:"c"` writes six."""
    wrong = [path.name for path in tracked("*.html") if re.search(r"""date:["']c["']""", path.read_text("utf-8"))]
    assert wrong == []


def test_documents_name_only_files_that_there_are():
    """A path in backquotes with a folder in it; `docs/` also leads newcomers by such names."""
    named = r"`([a-z_]+/[a-z0-9_/.-]+\.(?:py|html|css|js|conf|md|toml|sh))`"
    gone = [
        f"{path.name}: {name}"
        for path in tracked("*.md")
        if path.name != "CHANGELOG.md"
        for name in re.findall(named, path.read_text(encoding="utf-8"))
        if not (ROOT / name).exists()
    ]
    assert gone == []


@pytest.mark.slow
def test_what_is_installed_by_make_run_has_all_that_the_program_imports():
    """A library that only the tests bring along would be missing on a new machine."""
    of_package = importlib.metadata.packages_distributions()
    ours = {*MAY_IMPORT, "parkinfo", "tests", "bench"}
    missing = [
        f"{path}:{line} imports {name}"
        for path, tree in modules()
        if path.parts[0] not in {"tests", "bench"}
        for line, name in imported(tree)
        if name not in ours
        and name in of_package
        and not {each.lower().replace("_", "-") for each in of_package[name]}
        & pinned(OPTIONAL.get(str(path), "requirements.txt"))
    ]
    assert missing == []


@cache
def pinned(requirements):
    """The names of the libraries in one of the lists."""
    text = (ROOT / requirements).read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z0-9-]+)(?:\[[a-z0-9]+\])?==", text, re.MULTILINE))


@pytest.mark.slow
def test_what_is_optional_is_imported_by_nothing():
    """Else a machine without its libraries would not start."""
    names = {path.removesuffix(".py").replace("/", ".") for path in OPTIONAL}
    assert [module for module, found in import_graph().items() if found & names] == []


def test_the_lists_of_libraries_agree():
    """The optional one is the usual one and more: whoever installs it after the other changes nothing of that."""

    def lines(name):
        return set(re.findall(r"^[a-z0-9-]+==\S+", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE))

    assert lines("requirements.txt") < lines("requirements-s3.txt") < lines("requirements-dev.txt")
