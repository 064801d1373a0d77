"""The pictures' bucket: an S3-compatible store in the place of MEDIA_ROOT, named by MEDIA_S3_BUCKET (docs/scaling.md).

Only STORAGES names this module: its libraries are the extra `s3`, which a machine with a disk does without. Whatever
fails is an OSError, as on a disk, so what is prepared for a full disk is prepared for a bucket that is away.
"""

import contextlib
import errno
import hashlib
import io
import threading
import time
from base64 import b64encode
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.base import File
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage
from storages.utils import clean_name

from images.files import TYPES, BucketAway

#: Seconds: to be connected, for the next bytes, and for a whole file.
CONNECT_SECONDS, ANSWER_SECONDS, FILE_SECONDS = 2, 5, 15
#: After a connection that failed nobody in this process tries for so long: what hangs costs its threads once.
PAUSE_SECONDS = 5.0
#: For so long at most others wait for the outcome of whoever tries first afterwards.
TRIAL_SECONDS = 20.0
CHUNK = 64 * 1024
#: What stores answer of an object that is not there; one of a bucket that is not there is another fault.
_NO_OBJECT = {"404", "NoSuchKey", "NotFound"}


class BucketStorage(S3Storage):
    """django-storages' S3Storage with addresses below MEDIA_URL, short time-outs, and failures that are OSErrors.

    Nothing is overwritten: names are made of the content's hash, so what stands at a name already is the same.
    """

    def __init__(self, *, path_style: bool, **options: Any) -> None:
        # Checksums only where they are required: most stores but Amazon's refuse those that boto sends of late.
        config = Config(
            connect_timeout=CONNECT_SECONDS,
            read_timeout=ANSWER_SECONDS,
            retries={"mode": "standard", "total_max_attempts": 2},
            signature_version="s3v4",
            s3={"addressing_style": "path" if path_style else "auto"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        super().__init__(client_config=config, security_token=None, session_profile=None, **options)
        self._making, self._connection, self._away_until = threading.Lock(), None, 0.0

    @property
    def connection(self) -> Any:
        """One for all threads, since each takes 10 MB and a second; its client, which alone is used, may be shared."""
        with self._making:
            if self._connection is None:
                session = self._create_session()
                self._connection = session.resource(
                    "s3", region_name=self.region_name, endpoint_url=self.endpoint_url, config=self.client_config
                )
        return self._connection

    @property
    def _client(self) -> Any:
        return self.connection.meta.client

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        """Below MEDIA_URL, as on a disk: pages, articles and old links stay as they are."""
        return urljoin(settings.MEDIA_URL, filepath_to_uri(name).lstrip("/"))

    def exists(self, name: str) -> bool:
        with self._asked(name):
            return super().exists(name)

    def size(self, name: str) -> int:
        with self._asked(name):
            return self._client.head_object(Bucket=self.bucket_name, Key=clean_name(name))["ContentLength"]

    def delete(self, name: str) -> None:
        with self._asked(name):
            self._client.delete_object(Bucket=self.bucket_name, Key=clean_name(name))

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        with self._asked(path):
            return super().listdir(path)

    def sizes(self, prefix: str = "") -> Iterator[tuple[str, int]]:
        """(name, bytes) of each object whose name begins so, in the order of names; a thousand a request."""
        token: dict[str, str] = {}
        while True:
            with self._asked(prefix):
                page = self._client.list_objects_v2(Bucket=self.bucket_name, Prefix=prefix, **token)
            yield from ((each["Key"], each["Size"]) for each in page.get("Contents", ()))
            if not page.get("IsTruncated"):
                return
            token = {"ContinuationToken": page["NextContinuationToken"]}

    def is_open(self, name: str) -> bool:
        """Whether it is given to who shows no key."""
        try:
            self.unsigned_connection.meta.client.head_object(Bucket=self.bucket_name, Key=name)
        except ClientError:
            return False
        except (BotoCoreError, Boto3Error) as error:
            raise BucketAway(errno.EHOSTUNREACH, f"the bucket does not answer: {type(error).__name__}") from error
        return True

    def get_object_parameters(self, name: str) -> dict[str, str]:
        """The type that is served, so that who looks into the bucket sees pictures."""
        kind = TYPES.get(f".{name.rpartition('.')[2].lower()}")
        return super().get_object_parameters(name) | ({"ContentType": kind} if kind else {})

    def _open(self, name: str, mode: str = "rb") -> File:
        """The whole file, in memory: what is read of it afterwards cannot fail."""
        if mode != "rb":
            raise ValueError("A file of the bucket is opened for reading bytes, or saved as a whole.")
        with self._asked(name):
            answer = self._client.get_object(Bucket=self.bucket_name, Key=clean_name(name))
            with contextlib.closing(answer["Body"]) as body:
                return File(io.BytesIO(_whole(body)), name)

    def _save(self, name: str, content: File) -> str:
        """All of it or nothing, and whoever finds the name taken finds the same there."""
        name = clean_name(name)
        if not self.exists(name):
            content.seek(0)
            data, parameters = content.read(), self._get_write_parameters(name, content)
            # What arrives otherwise than it was sent is refused.
            checksum = b64encode(hashlib.md5(data, usedforsecurity=False).digest()).decode()
            with self._asked(name):
                self._client.put_object(Bucket=self.bucket_name, Key=name, Body=data, ContentMD5=checksum, **parameters)
        return name

    @contextlib.contextmanager
    def _asked(self, name: str) -> Iterator[None]:
        """Around each request: FileNotFoundError for what is not there, BucketAway for all else that fails."""
        now = time.monotonic()
        if now < self._away_until:
            raise BucketAway(errno.EHOSTUNREACH, "the bucket did not answer a moment ago")
        if self._away_until:
            self._away_until = now + TRIAL_SECONDS  # whoever tries again tries alone
        try:
            yield
        except ClientError as error:
            self._away_until = 0.0
            code = str(error.response.get("Error", {}).get("Code", ""))
            if code in _NO_OBJECT:
                raise FileNotFoundError(errno.ENOENT, "not in the bucket", name) from error
            raise BucketAway(errno.EIO, f"the bucket refuses: {code}") from error
        except (BotoCoreError, Boto3Error, TimeoutError) as error:
            self._away_until = time.monotonic() + PAUSE_SECONDS
            raise BucketAway(errno.EHOSTUNREACH, f"the bucket does not answer: {type(error).__name__}") from error
        self._away_until = 0.0


def _whole(body: Any) -> bytes:
    """All bytes of an answer. Raises TimeoutError where they come one by one."""
    content, end = bytearray(), time.monotonic() + FILE_SECONDS
    while chunk := body.read(CHUNK):
        content += chunk
        if time.monotonic() > end:
            raise TimeoutError
    return bytes(content)
