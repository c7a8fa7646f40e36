#!/bin/sh
# The server with the secrets of its compose project.
set -eu
DATABASE_URL="postgres://parley:$(cat /secrets/database/password)@postgres:5432/parley"
TURN_SECRET=$(cat /secrets/turn/secret)
export DATABASE_URL TURN_SECRET
exec bun server/main.ts
