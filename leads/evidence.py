"""The files that prove a complaint: what is taken, by its bytes, and how it reaches the complaint's timeline.

A file lies where staff's own private files do (leads.attachments) before its submission goes on its way, so that the
spool and backups hold both. Its name there follows from the submission: the same sent twice is the same file.
"""

import hashlib
import io
import logging
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

import PIL.Image
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from leads import attachments, file_kinds, held_files
from leads.held_files import Held
from leads.models import Enquiry, LeadEvent, WrongMove
from leads.submission import EvidenceFile, Submission
from plumbing import typed_text

logger = logging.getLogger(__name__)

MOST_FILES = 5
MOST_MEGABYTES = 8
MOST_BYTES = MOST_MEGABYTES * 1024 * 1024
#: All files and what is typed beside them; what is larger is not read at all.
MOST_BYTES_SENT = MOST_FILES * MOST_BYTES + 2 * 1024 * 1024
HELP = (
    f"例如权利证明、授权书、页面截图、录音。最多 {MOST_FILES} 个，"
    f"图片（JPG、PNG、WebP、HEIC）、PDF 或录音（M4A），每个不超过 {MOST_MEGABYTES} MB。"
)
#: Of a file's own name, which is only ever shown.
LONGEST_NAME = 120
#: Taken as phones make them: strangers send no archives and no documents, in which anything may be.
FROM_PHONES = (".heic", ".m4a")
#: How the files that are taken begin.
BEGINNINGS = {b"%PDF-": ".pdf", b"\xff\xd8\xff": ".jpg", b"\x89PNG\r\n\x1a\n": ".png", b"RIFF": ".webp"}

#: What people choose that is not taken, by bytes near its beginning, and what they can do about it.
OTHERS = (
    (b"ftyp", "是视频，请选画面截图"),
    (b"PK\x03\x04", "是 Word 文档或压缩包，请另存为 PDF"),
    (b"\xd0\xcf\x11\xe0", "是 Word 文档，请另存为 PDF"),
)


@dataclass(frozen=True)
class Evidence:
    """A file as it was sent, and how a submission describes it; a Held one came with an earlier try of the form."""

    upload: UploadedFile | Held
    described: EvidenceFile

    def hold(self) -> Held | None:
        """The file as it is kept until its form is mended; None where there is no room."""
        return self.upload if isinstance(self.upload, Held) else held_files.hold(self.upload, self.described)


class Sent(NamedTuple):
    """What a form says of its files: new ones, tokens of those that are held, and places of tokens to be taken out."""

    uploads: list[UploadedFile]
    tokens: list[str]
    removed: set[str]


class EvidenceInput(forms.ClearableFileInput):
    """One input for several files."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/input.html"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Sent:
        """Beside the input, `<name>_held` has the tokens, `<name>_removed` the numbers of those to be taken out."""
        tokens = data.getlist(f"{name}_held")[:MOST_FILES]
        return Sent(files.getlist(name), tokens, {*data.getlist(f"{name}_removed")[:MOST_FILES]})


class EvidenceField(forms.FileField):
    """Files that prove something; cleaned they are a list of Evidence. Optional.

    `good` are the files of the last cleaning that can be taken, whatever is wrong with the others.
    """

    good: list[Evidence]

    def __init__(self) -> None:
        # HEIC is not named: an iPhone then sends its photos as JPG, which everybody can open.
        accepted = {"class": "field__file", "accept": ".jpg,.jpeg,.png,.webp,.pdf,.m4a,audio/mp4,audio/x-m4a"}
        super().__init__(label="证据文件", required=False, help_text=HELP, widget=EvidenceInput(accepted))

        self.good = []

    def clean(self, data: Any, initial: Any = None) -> list[Evidence]:  # type: ignore[override] # of several files
        self.good, faults = _held(data)
        count = len(self.good) + len(data.uploads)
        if count > MOST_FILES:
            already = f"，加上已上传的共 {count} 个" if self.good else ""
            raise forms.ValidationError(f"最多 {MOST_FILES} 个文件，您选了 {len(data.uploads)} 个{already}。")
        for upload in data.uploads:
            try:
                found = Evidence(upload, describe(upload))
            except forms.ValidationError as fault:
                faults.append(fault)
                continue
            if not (digest := found.described.sha256) or digest not in {each.described.sha256 for each in self.good}:
                self.good.append(found)
        if faults:
            raise forms.ValidationError(faults)
        return self.good

    def hold(self) -> list[Held]:
        """Keep the good files until the form is mended. Returns those that are kept."""
        return [held for each in self.good if (held := each.hold())]


def _held(sent: Sent) -> tuple[list[Evidence], list[forms.ValidationError]]:
    """The files that are held, and a fault for each that is not any more; those that are taken out are removed."""
    good, faults = dict[str, Evidence](), list[forms.ValidationError]()
    for place, token in enumerate(sent.tokens):
        try:
            held = held_files.read(token)
        except held_files.Gone as gone:
            if str(place) not in sent.removed:
                words = f"“{gone.name}”没能留到现在" if gone.name else "先前的文件没能留到现在"
                faults.append(forms.ValidationError(f"{words}，请重新选择；不补的话直接再提交一次。"))
            continue
        if str(place) in sent.removed:
            attachments.forget(held.key)
        else:
            good.setdefault(held.described.sha256, Evidence(held, held.described))
    return [*good.values()], faults


def describe(upload: UploadedFile) -> EvidenceFile:
    """What a submission keeps of a file. Raises ValidationError, in words, for one that is not taken.

    One that our own disk lost on its way in is described by its name: the complaint goes on without it.
    """
    name = typed_text.line(upload.name or "")[-LONGEST_NAME:] or "未命名"
    if (upload.size or 0) > MOST_BYTES:
        raise forms.ValidationError(f"“{name}”太大，每个文件最多 {MOST_MEGABYTES} MB。")
    try:
        data = upload.read()
    except OSError:
        return EvidenceFile(name, "", "")
    if not data:
        raise forms.ValidationError(f"“{name}”是空的。")
    suffix = suffix_of(data, name)
    if not suffix:
        advice = next((advice for bytes_of, advice in OTHERS if bytes_of in data[:12]), None)
        raise forms.ValidationError(f"“{name}”{advice or '不是 JPG、PNG、WebP、HEIC、PDF、M4A，或者已经损坏'}。")
    return EvidenceFile(name, hashlib.sha256(data).hexdigest(), suffix)


def suffix_of(data: bytes, name: str = "") -> str:
    """The ending that a file deserves by its bytes, such as ".pdf"; empty for none that is taken, and for damaged ones.

    Only of what phones record is the `name` asked: its bytes are a film's as well.

    Pictures are read as far as Pillow verifies them without decoding: they are kept as they are, and shown by no page.
    """
    suffix = next((suffix for beginning, suffix in BEGINNINGS.items() if data.startswith(beginning)), "")
    if not suffix:
        kind = file_kinds.of(io.BytesIO(data), name)
        return kind.endings[0] if kind and kind.endings[0] in FROM_PHONES else ""
    if suffix == ".pdf":
        return suffix
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", PIL.Image.DecompressionBombWarning)
            PIL.Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")).verify()
    except (PIL.Image.DecompressionBombWarning, PIL.Image.DecompressionBombError):
        return suffix  # many pixels hurt nobody who does not decode them
    except Exception:  # on a damaged or hostile file Pillow raises whatever it runs into
        return ""
    return suffix


def keep(submission: Submission, files: Sequence[Evidence]) -> int:
    """Write the files of a submission, durably. Returns how many the disk did not take; the complaint goes on."""
    lost = 0
    for evidence in files:
        try:
            attachments.write(submission.file_name(evidence.described), evidence.upload)
        except WrongMove:
            lost += 1
    return lost


def attach(enquiry: Enquiry, submission: Submission) -> None:
    """Put the files of a submission on the timeline of its lead, and say which did not arrive. In a transaction.

    Of a submission that comes again, those that are there already are not put there twice.
    """
    events = LeadEvent.objects.filter(lead_id=enquiry.lead_id, enquiry=enquiry, kind=LeadEvent.Kind.FILE)
    there = {name.partition("-")[2]: name for name in events.values_list("file", flat=True)}
    lost = []
    for described in submission.files:
        name = submission.file_name(described)
        if not described.sha256 or not attachments.is_kept(name):
            lost.append(described.name)
        elif (known := there.get(name.partition("-")[2])) is None:
            _record(enquiry, LeadEvent.Kind.FILE, described.name, submission, file=name)
            there[name.partition("-")[2]] = name
        elif known != name:
            transaction.on_commit(partial(attachments.forget, name))
    if lost:
        text = f"证据文件没有收到（服务器存不下），请联系对方补交：{'、'.join(lost)}"
        _record(enquiry, LeadEvent.Kind.NOTE, text, submission)


def _record(enquiry: Enquiry, kind: LeadEvent.Kind, text: str, submission: Submission, file: str = "") -> None:
    LeadEvent.objects.create(
        lead_id=enquiry.lead_id, enquiry=enquiry, kind=kind, at=submission.received_at, text=text, file=file
    )


def forget(submission: Submission) -> None:
    """Remove the files of a submission that is removed itself."""
    for described in submission.files:
        attachments.forget(submission.file_name(described))
