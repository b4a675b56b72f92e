#!/bin/sh
set -e
# On an upgrade the new version's links are there already: only those that lead nowhere go.
for link in '/usr/bin/${executable}' /usr/bin/xenpath; do
  if [ -L "$link" ] && [ ! -e "$link" ]; then rm -f "$link"; fi
done
if [ ! -e '/opt/${sanitizedProductName}/${executable}' ] && [ -f '/etc/apparmor.d/${executable}' ]; then
  if command -v apparmor_parser >/dev/null; then apparmor_parser --remove '/etc/apparmor.d/${executable}' || true; fi
  rm -f '/etc/apparmor.d/${executable}'
fi
