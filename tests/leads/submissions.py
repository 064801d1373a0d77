"""Submissions for tests that need no request: of a form filled in at a moment of the test's choice."""

from datetime import timedelta

from django.utils import timezone

from leads.forms import EnquiryForm
from leads.places import Places
from leads.submission import Submission


def submitted(answers, minutes=0, **changes):
    """The Submission of a form with these answers, received so many minutes from now; `changes` replace answers."""
    form = EnquiryForm({**answers, **changes}, places=Places())
    assert form.is_valid(), form.errors
    sent = form.submission({}, {})
    return Submission(sent.answers, sent.consent, received_at=timezone.now() + timedelta(minutes=minutes))
