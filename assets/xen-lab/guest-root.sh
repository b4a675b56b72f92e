#!/bin/sh
# The files of a small guest, out of Debian's packages, not yet put together.
# Usage: guest-root.sh SOURCES TAR
set -eu
sources=$1 tar=$2
exec mmdebstrap --quiet --mode="${ROOT_MODE:-root}" --variant=extract --include="$GUEST_PACKAGES" \
  --aptopt='Acquire::Languages "none"' bookworm "$tar" "$sources"
