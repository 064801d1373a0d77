# shellcheck shell=bash
# What every step is made of: a change is said, and with --check only said.

say() { printf '%s\n' "$*"; }

refuse() {
    printf 'Not installed: %s\n' "$*" >&2
    exit 1
}

# change SENTENCE COMMAND...: with --check only the sentence.
change() {
    CHANGES=$((CHANGES + 1))
    if [ "$CHECK" = yes ]; then
        say "would: $1"
    else
        say "$1"
        "${@:2}"
    fi
}

# step FUNCTION SENTENCE: the sentence is for when there is nothing to do.
step() {
    local before=$CHANGES
    "$1"
    [ "$CHANGES" -ne "$before" ] || say "$2"
}

has() { command -v "$1" >/dev/null; }
has_systemd() { [ -d /run/systemd/system ]; }

digest() { sha256sum | cut -c1-12; }

as_site() { (cd "$NEW" && runuser -u parkinfo -- .venv/bin/python manage.py "$@"); }

as_postgres() { (cd / && runuser -u postgres -- "$@"); }

setting() { [ ! -r "$SETTINGS" ] || sed -n "s/^$1=//p" "$SETTINGS" | tail -n 1; }

# put TEXT-FILE DESTINATION RELOAD: the file there is ours as long as nobody changed it; then it is left alone.
put() {
    local written=$SETTINGS_DIR/written/${2//\//_}
    ! cmp -s "$1" "$2" || return 0
    if [ -e "$2" ] && [ "$(sha256sum <"$2")" != "$(cat "$written" 2>/dev/null)" ]; then
        # Said once a version: what is shipped now is what was shipped when it was said.
        LEFT+=("$2 was changed by hand and stays; what this release ships is another.")
        return 0
    fi
    change "Write $2." put_now "$@" "$written"
    RELOAD+=("$3")
}

put_now() {
    install -D -m 644 "$1" "$2"
    mkdir -p "$SETTINGS_DIR/written"
    sha256sum <"$2" >"$4"
}

must_reload() { [[ " ${RELOAD[*]} " == *" $1 "* ]]; }

# directory PATH MODE OWNER GROUP
directory() {
    [ "$(stat -c '%a %U %G' "$1" 2>/dev/null)" = "$2 $3 $4" ] ||
        change "Make $1 a directory of $3:$4, mode $2." install -d -m "$2" -o "$3" -g "$4" "$1"
}
