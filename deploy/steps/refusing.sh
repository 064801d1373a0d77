# shellcheck shell=bash
# What deploy/install refuses before it changes anything.

refuse_wrong_use() {
    [ "$(id -u)" -eq 0 ] || refuse "only root can: sudo deploy/install ..."
    # Testing and unstable have no number.
    local ID='' VERSION_ID=99
    # shellcheck source=/dev/null
    [ ! -r /etc/os-release ] || source /etc/os-release
    [ "$ID" = debian ] || refuse "this machine is no Debian; docs/deploy.md says what would have been done."
    [ "$VERSION_ID" -ge 12 ] || refuse "Debian 12 or newer is needed, for Python 3.11."
    [ "${#HOSTS[@]}" -gt 0 ] || refuse "say which host it is for: deploy/install --host www.example.com"
    local host label='[a-z0-9]([a-z0-9-]*[a-z0-9])?'
    for host in "${HOSTS[@]}"; do
        [[ $host =~ ^$label(\.$label)+$ ]] ||
            refuse "'$host' is no host like www.example.com, in small letters and a Chinese one as xn--..."
    done
    [ ! -r "$SETTINGS" ] || [ "$(setting VAR_DIR)" = "$DATA" ] ||
        refuse "$SETTINGS has to say VAR_DIR=$DATA, where the units may write."
    refuse_full_disk
    refuse_taken_port 80
    refuse_taken_port 443
    refuse_other_install
}

refuse_full_disk() {
    [ ! -e "$SITE" ] || return 0
    local place free
    for place in /srv /var; do
        free=$(df --output=avail -BM "$place" | tail -n 1 | tr -dc '0-9')
        [ "$free" -ge "$ROOM" ] || refuse "$place has $free MB left, and $ROOM are needed to begin with."
    done
}

is_taken() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
refuse_taken_port() {
    ! is_taken "$1" || is_nginx_up ||
        refuse "another program than nginx has port $1: stop it, and keep it from starting again (often apache2)."
}

is_nginx_up() { [ -s /run/nginx.pid ] && kill -0 "$(cat /run/nginx.pid)" 2>/dev/null; }

refuse_other_install() {
    [ ! -e "$SITE" ] || [ -L "$SITE" ] ||
        refuse "$SITE was put there by hand: stop it, move its .env to $SETTINGS, itself away, and run this again."
    [ -L "$SITE" ] || return 0
    local known missing
    # What the database has been through, this release has to know.
    known=$(cd "$SITE/" && ls -d -- */migrations/[0-9]*.py)
    missing=$(cd "$SOURCE" && for each in $known; do [ -e "$each" ] || echo "$each"; done | head -n 1)
    [ -z "$missing" ] ||
        refuse "this release is older than the installed one and lacks its $missing; to go back, see docs/deploy.md."
}
