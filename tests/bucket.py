"""A bucket on this machine: moto's S3 server as a process of its own, which a test may kill or freeze."""

import signal
import subprocess
import sys

import boto3
from botocore.config import Config

from bench.desk_server import wait_until
from bench.nginx import free_port, listens

NAME = "park-pictures"
KEYS = {"access_key": "stand-in", "secret_key": "geheim"}
REGION = "cn-hangzhou"


class Bucket:
    """`with Bucket() as bucket`; what is in it goes with its process, and another start begins with an empty one."""

    def __init__(self):
        self.port = free_port()
        self._process = None
        self.client = boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            region_name=REGION,
            aws_access_key_id=KEYS["access_key"],
            aws_secret_access_key=KEYS["secret_key"],
            config=Config(connect_timeout=5, read_timeout=5),
        )

    @property
    def endpoint(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def storages(self):
        """The part of STORAGES."""
        options = {"bucket_name": NAME, "endpoint_url": self.endpoint, "region_name": REGION, **KEYS}
        return {"BACKEND": "images.bucket.BucketStorage", "OPTIONS": options | {"path_style": False}}

    @property
    def environment(self):
        """The same for a process."""
        return {
            "MEDIA_S3_BUCKET": NAME,
            "MEDIA_S3_ENDPOINT": self.endpoint,
            "MEDIA_S3_REGION": REGION,
            "MEDIA_S3_KEY_ID": KEYS["access_key"],
            "MEDIA_S3_SECRET": KEYS["secret_key"],
        }

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *exception):
        self.go_on()
        self.stop(signal.SIGTERM)
        self.client.close()

    def start(self):
        command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)]
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_until(lambda: listens(self.port), 30)
        self.client.create_bucket(Bucket=NAME, CreateBucketConfiguration={"LocationConstraint": REGION})

    def stop(self, number=signal.SIGKILL):
        if self._process:
            self._process.send_signal(number)
            self._process.wait(20)
            self._process = None

    def freeze(self):
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self):
        if self._process:
            self._process.send_signal(signal.SIGCONT)

    def names(self):
        """What is in it, sorted."""
        return sorted(each["Key"] for each in self._objects())

    def empty(self):
        for each in self._objects():
            self.client.delete_object(Bucket=NAME, Key=each["Key"])

    def _objects(self):
        return self.client.list_objects_v2(Bucket=NAME).get("Contents", [])
