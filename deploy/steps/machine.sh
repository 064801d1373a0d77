# shellcheck shell=bash
# Packages, user, directories, settings, and the release itself.

packages() {
    local name missing=() wanted=(ca-certificates logrotate nginx openssl python3 python3-venv)
    is_database_elsewhere || wanted+=(postgresql)
    [ -z "$CERTIFICATE_MAIL" ] || has certbot || wanted+=(certbot)
    for name in "${wanted[@]}"; do
        [ "$(dpkg-query -W -f='${db:Status-Status}' "$name" 2>/dev/null)" = installed ] || missing+=("$name")
    done
    [ "${#missing[@]}" -eq 0 ] || change "Install the packages ${missing[*]}." install_packages "${missing[@]}"
}

install_packages() {
    export DEBIAN_FRONTEND=noninteractive
    apt-get update --quiet=2
    apt-get install --quiet=2 --yes --no-install-recommends "$@" >/dev/null
}

user() {
    getent passwd parkinfo >/dev/null || change "Make the user parkinfo." \
        adduser --quiet --system --group --home "$DATA" --no-create-home parkinfo
}

directories() {
    directory "$RELEASES" 755 root root
    directory "$SETTINGS_DIR" 750 root parkinfo
    # nginx may enter it, and of what is in it read static and media alone.
    directory "$DATA" 750 parkinfo www-data
    directory "$DATA/static" 755 parkinfo parkinfo
    directory "$DATA/media" 755 parkinfo parkinfo
    directory "$BACKUPS" 700 parkinfo parkinfo
    directory "$CHALLENGES" 755 root root
    directory "$TLS" 755 root root
    directory /var/cache/nginx 755 root root
    directory /var/log/parkinfo 755 root adm
}

settings() {
    [ -e "$SETTINGS" ] || change "Write $SETTINGS with new secrets, for parkinfo's eyes only." write_settings
    [ "$CHECK" = yes ] || [ "$(stat -c '%a %U' "$SETTINGS")" = '600 parkinfo' ] ||
        change "Take $SETTINGS from other eyes." give_settings
    kept hosts "$(printf '%s\n' "${HOSTS[@]}")"
    kept certificate-mail "$CERTIFICATE_MAIL"
}

kept() {
    [ "$(cat "$SETTINGS_DIR/$1" 2>/dev/null)" = "$2" ] || change "Keep $1 in $SETTINGS_DIR." write_kept "$@"
}

write_kept() { printf '%s\n' "$2" >"$SETTINGS_DIR/$1"; }

give_settings() {
    chown parkinfo:parkinfo "$SETTINGS"
    chmod 600 "$SETTINGS"
}

write_settings() {
    local port
    port=$(cluster | cut -d' ' -f3)
    (
        umask 077
        cat >"$SETTINGS.new" <<SETTINGS
# Yours: deploy/install never writes it again. Every setting is in $SITE/.env.example. SECRET_KEY is made in VAR_DIR,
# where backups find it.
VAR_DIR=$DATA
DATABASE_URL=${DATABASE_URL:-postgres://parkinfo@%2Fvar%2Frun%2Fpostgresql${port:+:$port}/parkinfo}
HEALTH_TOKEN=$(openssl rand -hex 24)
METRICS_TOKEN=$(openssl rand -hex 24)
HTTPS=1
PUBLIC_PORT=443
REQUIRE_SECOND_FACTOR=1
BACKUP_DIR=$BACKUPS
#BACKUP_COPY_DIR=
#EMAIL_HOST=
#EMAIL_HOST_USER=
#EMAIL_HOST_PASSWORD=
#DEFAULT_FROM_EMAIL=
SETTINGS
    )
    chown parkinfo:parkinfo "$SETTINGS.new"
    mv "$SETTINGS.new" "$SETTINGS"
}

# The files of a release: no repository, no data, nothing that tools left.
files_of() {
    (cd "$1" && find . \( -path ./.git -o -path ./.venv -o -path ./var -o -path ./.env -o -path './.*_cache' \
        -o -path ./.hypothesis -o -name __pycache__ \) -prune -o -type f -print0 | sort -z)
}

has_bucket() { [ -n "$(setting MEDIA_S3_BUCKET)" ]; }

name_release() {
    LIBRARIES=$SOURCE/requirements.txt
    NEW=$RELEASES/$(cd "$SOURCE" && files_of . | xargs -0 sha256sum | digest)
    # The same release with more libraries is another directory.
    ! has_bucket || { LIBRARIES=$SOURCE/requirements-s3.txt && NEW+=-s3; }
    # Another Python needs other libraries; on a machine that has none yet the name is only one to be said.
    VENV=$RELEASES/venv-$({ cat "$LIBRARIES"; ! has python3 || python3 --version; } | digest)
}

code() {
    [ -e "$VENV/installed" ] || change "Install the libraries (a minute or two)." install_libraries
    [ -d "$NEW" ] || change "Copy this release to $NEW." copy_code
}

install_libraries() {
    rm -rf "$VENV"
    python3 -m venv "$VENV"
    "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes \
        --requirement "$LIBRARIES" ||
        refuse "the libraries could not be had: see above, and run this again."
    touch "$VENV/installed"
}

copy_code() {
    rm -rf "$NEW.part"
    mkdir "$NEW.part"
    files_of "$SOURCE" | tar -C "$SOURCE" --null --files-from=- -cf - | tar -C "$NEW.part" --no-same-owner -xf -
    chmod -R u=rwX,go=rX "$NEW.part"
    ln -s "$VENV" "$NEW.part/.venv"
    ln -s "$SETTINGS" "$NEW.part/.env"
    "$VENV/bin/python" -m compileall -q "$NEW.part" -s "$NEW.part" -p "$NEW" >/dev/null
    mv "$NEW.part" "$NEW"
}

is_running_release() { [ "$(readlink "$SITE")" = "$NEW" ]; }
migrations() {
    { is_running_release && as_site migrate --check >/dev/null 2>&1; } || change "Migrate the database." \
        as_site migrate --no-input --verbosity 0
}

static_files() {
    { is_running_release && [ -e "$DATA/static/staticfiles.json" ]; } || change "Collect the static files." \
        as_site collectstatic --no-input --verbosity 0
}

# At one blow: until here the release of before went on running, and its files stay for the way back.
switch() {
    is_running_release || change "Make $NEW the release that runs." switch_now
}

switch_now() {
    local before each
    before=$(readlink "$SITE" || true)
    ln -sfn "$NEW" "$SITE.new"
    mv -T "$SITE.new" "$SITE"
    RELOAD+=(site)
    for each in "$RELEASES"/*; do
        case $each in
        "$NEW" | "$VENV" | "${before:-$NEW}" | "$(readlink "${before:-$NEW}/.venv")") ;;
        *) rm -rf "$each" ;;
        esac
    done
}
