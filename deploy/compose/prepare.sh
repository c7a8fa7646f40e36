#!/bin/sh
# Runs once before the other services: makes the secrets that they share, and keeps those that are there.
# Everything lies in volumes that only the services concerned mount.
set -eu
umask 022

make_secret() {
  [ -s "$1" ] || head -c 24 /dev/urandom | base64 | tr '+/' '-_' > "$1"
}

make_secret /secrets/database/password
make_secret /secrets/turn/secret

{
  cat deploy/coturn/turnserver.conf
  echo "realm=$DOMAIN"
  echo "static-auth-secret=$(cat /secrets/turn/secret)"
  for address in $(echo "$ANNOUNCED_ADDRESS" | tr ',' ' '); do
    echo "allowed-peer-ip=$address"
  done
} > /secrets/turn/turnserver.conf
