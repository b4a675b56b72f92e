#!/bin/sh
# A load that proves what it writes: for each target directory, round after round, a block with a new pattern is
# written through to the disk, read back and compared. One line a round and target is appended to STATE/progress:
#
#     SECONDS-SINCE-1970 ROUND TARGET RESULT DURATION
#
# RESULT is ok, mismatch, write-error or read-error; DURATION is 12ms where date knows parts of a second, else 0s.
# Lines that are not ok are kept in STATE/faults too. Needs nothing but sh, awk, dd, cmp, date, sync, sleep, wc.
#
#     verify-load.sh start  STATE KIBIBYTES PAUSE TARGET...    in the background; returns when it runs
#     verify-load.sh run    STATE KIBIBYTES PAUSE TARGET...    in the foreground
#     verify-load.sh stop   STATE                              asks it to end, waits, removes its blocks
#
# STATE: a directory of its own (made when missing). KIBIBYTES: size of the block. PAUSE: seconds between rounds.
# Exit: 0 done, 1 could not start or stop, 2 wrong usage, 3 already running.

PATH=/usr/sbin:/usr/bin:/sbin:/bin
export PATH
LC_ALL=C
export LC_ALL
block=.xenpath-verify
longest_log=20000
most_faults=1000

usage() {
  echo "usage: verify-load.sh start|run STATE KIBIBYTES PAUSE TARGET... | stop STATE" >&2
  exit 2
}

# Is the process of the pid file alive, and is it this script? A number alone may belong to another process by now.
alive() {
  pid=$(cat "$state/pid" 2>/dev/null) || return 1
  [ -n "$pid" ] || return 1
  kill -0 "$pid" 2>/dev/null || return 1
  if [ -r "/proc/$pid/cmdline" ]; then
    grep -q verify-load "/proc/$pid/cmdline" 2>/dev/null || return 1
  fi
  return 0
}

now() {
  moment=$(date '+%s %N' 2>/dev/null)
  seconds=${moment%% *}
  fraction=${moment#* }
  case $fraction in
    [0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]) fraction=${fraction%??????} ;;
    *) fraction= ;;
  esac
}

# Direct reading proves that the block came from the disk and not from memory; not every file system and not every dd
# has it. What can be done is found out once, at the start: later a failure is a failure and no reason to try less.
find_out() {
  flushing=sync
  if dd if=/dev/zero of="$state/readback" bs=4k count=1 conv=fsync 2>/dev/null; then flushing=fsync; fi
  cached=
  : > "$state/targets"
  for target in "$@"; do
    how=cached
    if dd if=/dev/zero of="$target/$block" bs=4k count=1 2>/dev/null &&
      dd if="$target/$block" of=/dev/null bs=4k iflag=direct 2>/dev/null; then
      how=direct
    else
      cached="$cached $target"
    fi
    echo "$target $how" >> "$state/targets"
  done
}

write_through() {
  if [ $flushing = fsync ]; then
    dd if="$state/pattern" of="$1/$block" bs=64k conv=fsync 2>/dev/null
  else
    dd if="$state/pattern" of="$1/$block" bs=64k 2>/dev/null && sync
  fi
}

read_back() {
  case "$cached " in
    *" $1 "*) dd if="$1/$block" of="$state/readback" bs=64k 2>/dev/null ;;
    *) dd if="$1/$block" of="$state/readback" bs=64k iflag=direct 2>/dev/null ;;
  esac
}

verify() {
  now
  began=$seconds
  began_fraction=$fraction
  result=ok
  awk -v round="$round" -v target="$1" -v kib="$kibibytes" 'BEGIN {
    for (i = 0; i < kib; i++) printf "%-1023s\n", "round " round " block " i " of " target
  }' > "$state/pattern" || result=write-error
  if [ $result = ok ]; then
    write_through "$1" || result=write-error
  fi
  if [ $result = ok ]; then
    read_back "$1" || result=read-error
  fi
  if [ $result = ok ]; then
    cmp -s "$state/pattern" "$state/readback" || result=mismatch
  fi
  now
  if [ -n "$fraction" ] && [ -n "$began_fraction" ]; then
    took=$(( (seconds - began) * 1000 + 1$fraction - 1$began_fraction ))ms
  else
    took=$(( seconds - began ))s
  fi
  echo "$seconds $round $1 $result $took" >> "$state/progress"
  lines=$((lines + 1))
  if [ $result != ok ] && [ "$faults" -lt $most_faults ]; then
    echo "$seconds $round $1 $result $took" >> "$state/faults"
    faults=$((faults + 1))
  fi
}

ended() {
  rm -f "$state/pid" "$state/pattern" "$state/readback"
}

run() {
  mkdir -p "$state" || exit 1
  # Taking the pid file is atomic: of two that start together one is refused.
  if ! (set -C; echo $$ > "$state/pid") 2>/dev/null; then
    if alive; then
      echo "verify-load.sh: already running as process $pid" >&2
      exit 3
    fi
    rm -f "$state/pid"
    (set -C; echo $$ > "$state/pid") 2>/dev/null || exit 3
  fi
  trap ended EXIT
  trap 'exit 0' HUP INT TERM
  rm -f "$state/stop" "$state/progress" "$state/progress.1" "$state/faults"
  : > "$state/progress" || exit 1
  : > "$state/faults"
  find_out "$@"
  lines=0
  faults=0
  round=1
  while [ ! -e "$state/stop" ]; do
    for target in "$@"; do
      verify "$target"
      [ ! -e "$state/stop" ] || break
    done
    if [ $lines -ge $longest_log ]; then
      mv "$state/progress" "$state/progress.1"
      : > "$state/progress"
      lines=0
    fi
    round=$((round + 1))
    [ "$pause" = 0 ] || [ -e "$state/stop" ] || sleep "$pause"
  done
  for target in "$@"; do rm -f "$target/$block"; done
  rm -f "$state/stop"
  exit 0
}

verb=$1
state=$2
case $state in
  /*) ;;
  *) usage ;;
esac
case $verb in
  start | run)
    [ $# -ge 5 ] || usage
    kibibytes=$3
    pause=$4
    case $kibibytes in '' | *[!0-9]* | 0*) usage ;; esac
    case $pause in '' | *[!0-9]*) usage ;; esac
    shift 4
    for target in "$@"; do
      case $target in
        *[[:space:]]*) usage ;;
        /*) ;;
        *) usage ;;
      esac
      if [ ! -d "$target" ]; then
        echo "verify-load.sh: $target is not a directory" >&2
        exit 1
      fi
    done
    ;;
  stop) [ $# -eq 2 ] || usage ;;
  *) usage ;;
esac
case $verb in
  run) run "$@" ;;
  start)
    mkdir -p "$state" || exit 1
    if alive; then
      echo "verify-load.sh: already running as process $pid" >&2
      exit 3
    fi
    nohup sh "$0" run "$state" "$kibibytes" "$pause" "$@" < /dev/null > "$state/output" 2>&1 &
    waited=0
    until alive; do
      if [ $waited -ge 10 ]; then
        echo "verify-load.sh: did not start" >&2
        cat "$state/output" >&2
        exit 1
      fi
      sleep 1
      waited=$((waited + 1))
    done
    ;;
  stop)
    alive || exit 0
    : > "$state/stop" || exit 1
    waited=0
    while alive; do
      if [ $waited -ge 60 ]; then
        echo "verify-load.sh: process $pid has not ended after 60 seconds" >&2
        exit 1
      fi
      sleep 1
      waited=$((waited + 1))
    done
    ;;
esac
