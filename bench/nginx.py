"""The shipped nginx configuration as a process in front of an application, for tests and measurements."""

import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

SHIPPED = Path(__file__).resolve().parents[1] / "deploy" / "nginx"
PROGRAM = shutil.which("nginx", path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"]))
MAIN = """\
{user}daemon off;
worker_processes 1;
pid {directory}/nginx.pid;
error_log {directory}/error.log;
events {{ worker_connections 1024; }}
http {{
    types {{ text/html html; text/css css; text/javascript js; image/svg+xml svg; image/jpeg jpg; image/webp webp; }}
    default_type application/octet-stream;
    sendfile on;
    access_log off;
    client_body_temp_path {directory}/body;
    proxy_temp_path {directory}/proxy;
    fastcgi_temp_path {directory}/fastcgi;
    uwsgi_temp_path {directory}/uwsgi;
    scgi_temp_path {directory}/scgi;
    include site.conf;
}}
"""


class Nginx:
    """`with Nginx(directory, host, application's port, VAR_DIR) as nginx`; the files are the shipped ones.

    Only what site.conf marks CHANGE is changed: ports, host, directories, certificate.
    """

    #: Whether pictures are asked of the application, which reads them from a bucket.
    has_bucket = False

    def __init__(self, directory, host, application, var):
        self.directory, self.host = directory, host
        self.port, self.tls_port = free_port(), free_port()
        self._application, self._var, self._process = application, var, None

    def __enter__(self):
        self.directory.mkdir(parents=True)
        for path in SHIPPED.iterdir():
            shutil.copy(path, self.directory)
        if self.has_bucket:
            shutil.copy(SHIPPED / "parkinfo-media-bucket.conf", self.directory / "parkinfo-media.conf")
        self._certificate()
        changes = {
            "listen 80": f"listen 127.0.0.1:{self.port}",
            "listen 443": f"listen 127.0.0.1:{self.tls_port}",
            "www.example.com": self.host,
            "127.0.0.1:8000": f"127.0.0.1:{self._application}",
            "/var/cache/nginx/parkinfo": f"{self.directory}/cache",
            "/var/log/parkinfo/access.log": f"{self.directory}/access.log",
            "/etc/ssl/parkinfo": str(self.directory),
            "/var/lib/parkinfo": str(self._var),
            "/etc/nginx": str(self.directory),
        }
        site = self.directory / "site.conf"
        text = self.site()
        for shipped, ours in changes.items():
            if shipped not in text:
                raise ValueError(f"site.conf does not hold {shipped!r}.")
            text = text.replace(shipped, ours)
        site.write_text(text, encoding="utf-8")
        # As root the workers would be somebody who may not enter our directory.
        user = "user root;\n" if os.geteuid() == 0 else ""
        main = self.directory / "nginx.conf"
        main.write_text(MAIN.format(directory=self.directory, user=user))
        self._process = subprocess.Popen(
            [PROGRAM, "-p", self.directory, "-c", main, "-e", self.directory / "error.log"]
        )
        end = time.monotonic() + 20
        while not listens(self.port):
            if self._process.poll() is not None or time.monotonic() > end:
                raise RuntimeError((self.directory / "error.log").read_text())
            time.sleep(0.05)
        return self

    def __exit__(self, *exception):
        self._process.terminate()
        self._process.wait(20)

    def site(self):
        """The site's own file as it is shipped."""
        return (SHIPPED / "site.conf").read_text(encoding="utf-8")

    @property
    def log(self):
        return (self.directory / "access.log").read_text()

    def _certificate(self):
        command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        command += ["-subj", f"/CN={self.host}", "-days", "2", "-keyout", self.directory / "privkey.pem"]
        subprocess.run([*command, "-out", self.directory / "fullchain.pem"], check=True, capture_output=True)


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def listens(port):
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0
