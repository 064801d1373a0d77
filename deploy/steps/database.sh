# shellcheck shell=bash
# The role and the database in Debian's PostgreSQL, who may use them, and what its log keeps to itself.

# Before there are settings: what the environment says.
is_database_elsewhere() {
    local url=${DATABASE_URL:-}
    [ ! -r "$SETTINGS" ] || url=$(setting DATABASE_URL)
    [ -n "$url" ] && [[ $url != *%2Fvar%2Frun%2Fpostgresql* ]]
}

# "15 main 5432 online ...": the newest cluster; nothing where there is none yet.
cluster() { ! has pg_lsclusters || pg_lsclusters --no-header | sort -n | tail -n 1 | tr -s ' '; }

database() {
    if is_database_elsewhere; then
        LEFT+=("The database is elsewhere (DATABASE_URL): deploy/postgresql/parkinfo.conf is for that server.")
        return 0
    fi
    local version name port status rest conf
    read -r version name port status rest <<<"$(cluster)"
    [ -n "$version" ] || [ "$CHECK" = yes ] || refuse "PostgreSQL has no cluster: pg_createcluster 15 main"
    : "$rest"
    conf=/etc/postgresql/${version:-15}/${name:-main}
    put "$SOURCE/deploy/postgresql/parkinfo.conf" "$conf/conf.d/parkinfo.conf" postgresql
    grep -qs '^local *parkinfo *parkinfo *peer' "$conf/pg_hba.conf" ||
        change "Let the user parkinfo in to the database parkinfo, by its socket." allow "$conf/pg_hba.conf"
    if [ "$status" != online ]; then
        change "Start PostgreSQL." start_postgres "$version" "$name"
    elif must_reload postgresql && [ "$CHECK" = no ]; then
        as_postgres psql -p "$port" -qtAc 'SELECT pg_reload_conf()' >/dev/null
    fi
    [ "$(ask "$port" "SELECT 1 FROM pg_roles WHERE rolname = 'parkinfo'")" = 1 ] ||
        change "Make the role parkinfo." as_postgres createuser -p "$port" parkinfo
    # Under Debian's C locale, a fresh machine's, search would know no Chinese.
    [ "$(ask "$port" "SELECT 1 FROM pg_database WHERE datname = 'parkinfo'")" = 1 ] ||
        change "Make the database parkinfo." as_postgres createdb -p "$port" -O parkinfo -T template0 -E UTF8 \
            --locale C.UTF-8 parkinfo
}

ask() { ! getent passwd postgres >/dev/null || as_postgres psql -p "${1:-5432}" -qtAc "$2" 2>/dev/null || true; }

allow() {
    sed -i '1i # ParkInfo, whose system user needs no password.\nlocal parkinfo parkinfo peer' "$1"
    RELOAD+=(postgresql)
}

start_postgres() { if has_systemd; then systemctl start "postgresql@$1-$2"; else pg_ctlcluster "$1" "$2" start; fi; }
