"""What is kept of sites that move in: sites, decisions about their names, each story and file, each run and step."""

from moving.models.moved_file import MovedFile
from moving.models.moved_story import MovedStory, Original, Outcome
from moving.models.name_decision import NameDecision, Sort
from moving.models.old_site import OldSite
from moving.models.run import Run
from moving.models.step import Step, StepKind

__all__ = [
    "MovedFile",
    "MovedStory",
    "NameDecision",
    "OldSite",
    "Original",
    "Outcome",
    "Run",
    "Sort",
    "Step",
    "StepKind",
]
