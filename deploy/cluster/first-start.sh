#!/bin/sh
# Patroni's post_init: the role and the database of the site, in a cluster that was just made. $1 says how to connect.
# CHANGE the password; the same one stands in userlist.txt and in the nodes' .env.
set -eu
psql "$1" --no-psqlrc --quiet --set=ON_ERROR_STOP=1 <<'SQL'
CREATE ROLE parkinfo LOGIN PASSWORD 'CHANGE-parkinfo';
CREATE DATABASE parkinfo OWNER parkinfo;
SQL
