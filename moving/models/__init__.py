"""What is kept of sites that move in: the sites, what was decided of their names, each story and file, and each run."""

from moving.models.moved_file import MovedFile
from moving.models.moved_story import MovedStory, Original, Outcome
from moving.models.name_decision import NameDecision, Sort
from moving.models.old_site import OldSite
from moving.models.run import Run

__all__ = ["MovedFile", "MovedStory", "NameDecision", "OldSite", "Original", "Outcome", "Run", "Sort"]
