# What a Xen host waits for after its kept state was brought back: time jumped, and sessions with the array are made again. Given to sh
# on the host, after STATE=..., LUN_COUNT=... and NOW=... (seconds since 1970).
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
date -u -s "@$NOW" > /dev/null
case $STATE in
  fresh | xen) exit 0 ;;
esac
until [ "$(multipathd show paths raw format '%t %T' | grep -c '^active ready')" -ge $((2 * LUN_COUNT)) ]; do sleep 0.5; done
# In each map the group of the preferred controller is the active one.
multipath -v2 > /dev/null
until [ "$(multipathd show maps raw format '%N %t' | grep -c .)" -ge "$LUN_COUNT" ]; do sleep 0.5; done
