# What a Xen host does after its first start, once, before its state is kept. Given to sh on the host, after STATE=..., LUN_COUNT=...
# and PORTALS="...".
set -e
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
systemctl is-system-running --wait || true
update-grub
case $STATE in
  fresh) exit 0 ;;
esac
until xl info > /dev/null 2>&1; do sleep 0.5; done
xl info | grep -E '^(xen_version|total_memory|free_memory)'
case $STATE in
  xen) exit 0 ;;
esac
for portal in $PORTALS; do iscsiadm -m discovery -t sendtargets -p "$portal"; done
# It logs in to each; at the start there was nothing yet to log in to.
systemctl start open-iscsi.service
# Each LUN is there over both controllers before the maps are made of them.
until [ "$(multipathd show paths raw format '%t %T' | grep -c '^active ready')" -ge $((2 * LUN_COUNT)) ]; do
  sleep 0.5
done
multipath -r
systemctl enable --now multipathd.service
until [ "$(multipathd show maps raw format '%n' | grep -c '^xen_lun')" -ge "$LUN_COUNT" ]; do sleep 0.5; done
