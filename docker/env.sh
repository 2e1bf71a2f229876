#!/bin/sh
# Prints .env for docker-compose.yml: .env.sample with every secret made.
#   sh docker/env.sh > .env
set -eu
umask 077
random() { head -c 32 /dev/urandom | base64 | tr -d '\n'; }

while IFS= read -r line; do
  case "$line" in
    *_MASTER_KEY=) echo "$line$(random)" ;;
    *_LINK_SECRET=) echo "${line}whsec_$(random)" ;;
    [A-Z]*=) echo "$line$(head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n')" ;;
    *) echo "$line" ;;
  esac
done < "$(dirname "$0")/../.env.sample"
