#!/bin/sh
# Runs once, on the first start of an empty PostgreSQL: an ordinary role and its database.
set -eu
psql -v ON_ERROR_STOP=1 -U postgres -v password="$ALLMENDE_PASSWORD" <<'SQL'
CREATE ROLE allmende LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD :'password';
CREATE DATABASE allmende OWNER allmende;
SQL
