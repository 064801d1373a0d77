"""systemd's unit files, read as they are."""


def read(path):
    """{section: {key: [value, ...]}}: a key may stand in a section more than once."""
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            section = found.setdefault(line.strip("[]"), {})
        elif line and not line.startswith("#"):
            key, _, value = line.partition("=")
            section.setdefault(key, []).append(value)
    return found
