# shellcheck shell=bash
# Units, certificate, nginx, logs, and that all of it runs.

units() {
    local path each writable=()
    for path in "$SOURCE"/deploy/systemd/*.service "$SOURCE"/deploy/systemd/parkinfo-.service.d/*.conf; do
        # Where PostgreSQL is a package or elsewhere, this is not for here.
        [[ $path == */parkinfo-postgres.service ]] || put "$path" "$UNITS/${path#"$SOURCE/deploy/systemd/"}" site
    done
    for each in BACKUP_DIR BACKUP_COPY_DIR MOVING_DIR; do
        path=$(setting "$each")
        [ -z "$path" ] || [[ $path == "$DATA"/* || $path == "$BACKUPS" ]] || writable+=("-$path")
    done
    [ "${#writable[@]}" -eq 0 ] || {
        printf '# %s names them.\n[Service]\nReadWritePaths=%s\n' "$SETTINGS" "${writable[*]}" >"$WORK/directories.conf"
        put "$WORK/directories.conf" "$UNITS/parkinfo-.service.d/directories.conf" site
    }
}

certificate() {
    local target=$TLS/self-made
    covers "$CERTIFICATE/fullchain.pem" && target=$CERTIFICATE
    [ "$target" = "$CERTIFICATE" ] || covers "$target/fullchain.pem" ||
        change "Make a certificate of our own, so that nginx can start." make_certificate
    local name
    for name in fullchain.pem privkey.pem; do
        [ "$(readlink "$TLS/$name")" = "$target/$name" ] ||
            change "Let $TLS/$name lead to $target." link_certificate "$target" "$name"
    done
}

link_certificate() {
    ln -sfn "$1/$2" "$TLS/$2"
    RELOAD+=(nginx)
}

# Whether the certificate is there, for all hosts.
covers() {
    local host
    [ -r "$1" ] || return 1
    for host in "${HOSTS[@]}"; do
        openssl x509 -in "$1" -noout -checkhost "$host" | grep -q 'does match' || return 1
    done
}

make_certificate() {
    mkdir -p "$TLS/self-made"
    (
        umask 077
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj "/CN=${HOSTS[0]}" \
            -addext "subjectAltName=$(printf 'DNS:%s,' "${HOSTS[@]}" | sed 's/,$//')" \
            -keyout "$TLS/self-made/privkey.pem" -out "$TLS/self-made/fullchain.pem" 2>/dev/null
    )
    RELOAD+=(nginx)
}

nginx_site() {
    local path name
    for path in "$SOURCE"/deploy/nginx/*; do
        name=${path##*/}
        [ "$name" != site.conf ] || continue
        # Where pictures lie in a bucket, nginx asks the application for them.
        [ "$name" != parkinfo-media.conf ] || ! has_bucket || path=${path%.conf}-bucket.conf
        put "$path" "/etc/nginx/$name" nginx
    done
    sed "s/www\.example\.com/${HOSTS[*]}/" "$SOURCE/deploy/nginx/site.conf" >"$WORK/site.conf"
    put "$WORK/site.conf" /etc/nginx/conf.d/parkinfo.conf nginx
    if [ -e /etc/nginx/sites-enabled/default ]; then
        change "Take Debian's own page out of nginx." rm -f /etc/nginx/sites-enabled/default
        RELOAD+=(nginx)
    fi
}

logs() { put "$SOURCE/deploy/logrotate/parkinfo" /etc/logrotate.d/parkinfo none; }

start() {
    [ "$CHECK" = yes ] || nginx -t -q || refuse "nginx does not understand its files: see above."
    if ! has_systemd; then
        LEFT+=("No systemd runs here; start what $UNITS says: parkinfo-migrate ${SERVICES[*]}; and nginx.")
        ! is_nginx_up || ! must_reload nginx || change "Reload nginx." nginx -s reload
        return 0
    fi
    local each restart=()
    for each in "${SERVICES[@]}"; do
        if must_reload site || ! systemctl --quiet is-active "$each"; then restart+=("$each"); fi
    done
    [ "${#restart[@]}" -eq 0 ] || change "Start anew: ${restart[*]}." restart_services "${restart[@]}"
    for each in "${SERVICES[@]}" nginx; do
        systemctl --quiet is-enabled "$each" 2>/dev/null ||
            change "Let $each start with the machine." systemctl --quiet enable "$each"
    done
    if ! systemctl --quiet is-active nginx; then
        change "Start nginx." systemctl start nginx
    elif must_reload nginx; then
        change "Reload nginx." systemctl reload nginx
    fi
}

restart_services() {
    systemctl daemon-reload
    systemctl restart "$@"
    local second
    for second in {1..60}; do
        ! is_taken 8000 || break
        [ "$second" -lt 60 ] || refuse "the site does not start; what it says: journalctl -u parkinfo-web"
        sleep 1
    done
    # The doctor is to see them at work.
    as_site shell --verbosity 0 --command 'if True:
        import time
        from jobs.models import Worker
        for _ in range(40):
            if Worker.objects.alive().count() < 2:
                time.sleep(0.5)' || true
}

# Let's Encrypt asks nginx for a file: after it runs.
encrypt() {
    [ -n "$CERTIFICATE_MAIL" ] && ! covers "$CERTIFICATE/fullchain.pem" || return 0
    if [ "$CHECK" = no ] && ! is_nginx_up; then
        LEFT+=("The certificate can be asked for once nginx runs: start it, and run this again.")
        return 0
    fi
    change "Ask Let's Encrypt for a certificate." ask_for_certificate
}

# Whether nginx shows what Let's Encrypt will ask for. After a reload its old workers still answer for a moment, and who
# fails too often there has to wait for hours.
shows_challenges() {
    local place=$CHALLENGES/.well-known/acme-challenge answer=''
    mkdir -p "$place"
    echo shown >"$place/trial"
    exec 3<>/dev/tcp/127.0.0.1/80
    printf 'GET /.well-known/acme-challenge/trial HTTP/1.0\r\nHost: %s\r\n\r\n' "${HOSTS[0]}" >&3
    read -r -t 5 answer <&3 || true
    exec 3>&-
    rm "$place/trial"
    [[ $answer == *' 200 '* ]]
}

ask_for_certificate() {
    local host options=(--webroot --webroot-path "$CHALLENGES" --cert-name parkinfo --deploy-hook 'nginx -s reload')
    for host in "${HOSTS[@]}"; do options+=(-d "$host"); done
    for _ in {1..20}; do
        ! shows_challenges || break
        sleep 0.5
    done
    if certbot certonly --non-interactive --agree-tos --email "$CERTIFICATE_MAIL" "${options[@]}"; then
        certificate
        nginx -s reload
    else
        LEFT+=("Let's Encrypt gave no certificate: see above. Once all hosts lead to this machine, run this again.")
    fi
}

examine() {
    say ''
    # Who installs the first time has no mail server, no host and no backup yet: that is no fault of the installation.
    as_site doctor || LEFT+=("What the doctor found wrong ([不对]), as it says.")
    [ "$(as_site shell --verbosity 0 --command 'from staff.models import User; print(User.objects.exists())')" = True ] ||
        LEFT+=("Make the first person: cd $SITE && sudo -u parkinfo .venv/bin/python manage.py createsuperuser")
}
