"""`make bench`: what it exchanges and calls is there. The figures themselves are no test's business."""

import pytest

from bench import prepared, run
from bench.load import Disturbed


@pytest.mark.parametrize("uses", [prepared.of_pages, prepared.of_desk, prepared.of_enquiries])
def test_each_prepared_query_that_is_measured_stands_where_the_bench_looks_for_it(uses):
    found = uses()
    assert all(found.values())
    for module, name, replacement in (exchange for exchanges in found.values() for exchange in exchanges):
        assert callable(getattr(module, name)), name
        assert callable(replacement), name


def test_a_part_that_fails_takes_no_other_parts_figures(monkeypatch, capsys, tmp_path):
    def failing(options):
        raise KeyError("gone")

    def disturbed(options):
        raise Disturbed("a socket timed out")

    parts = {"failing": failing, "disturbed": disturbed, "sound": lambda options: [("figure", 1, "beside")]}
    monkeypatch.setattr(run, "PARTS", parts)
    monkeypatch.setattr(run, "ROOT", tmp_path)
    monkeypatch.setattr(run.sys, "argv", ["run.py", "--only", *parts])
    with pytest.raises(SystemExit, match=r"Not measured: failing, disturbed\."):
        run.main()
    printed = capsys.readouterr()
    assert "figure" in printed.out
    assert (tmp_path / "var" / "bench.json").exists()
    assert "gone" in printed.err
    assert "attempt 3 of 3" in printed.err
