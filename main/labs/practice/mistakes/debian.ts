import { onHost, restarted, type Deed, type Mistake } from './mistake.ts';

const file = '/etc/multipath.conf';
const keepFile = onHost(`cp ${file} /root/multipath.kept`);
const fileBack = onHost(`cat /root/multipath.kept > ${file}`);
const reconfigure = onHost('multipathd reconfigure');
const makeImage = onHost('update-initramfs -u');
const guestFile = '/etc/xen/test0.cfg';

/** multipath.conf edited with sed, and read by the daemon. */
function edited(expression: string): readonly Deed[] {
  return [keepFile, onHost(`sed -i '${expression}' ${file}`), reconfigure];
}

/** A line of the device section with another one beside it. */
function settingBeside(line: string): readonly Deed[] {
  return edited(`s/^\\( *\\)\\(path_grouping_policy.*\\)/\\1\\2\\n\\1${line}/`);
}

/** The recovery time of a lost session, in every record, with the sessions logged in anew. */
function recovery(seconds: string): readonly Deed[] {
  return [
    onHost(`iscsiadm -m node -o update -n node.session.timeo.replacement_timeout -v ${seconds}`),
    onHost(
      'for p in 10.77.1.2 10.77.2.2; do iscsiadm -m node -p $p --logout && iscsiadm -m node -p $p --login && sleep 10; done',
    ),
  ];
}

/** What people do wrong with dm-multipath and Xen on Debian 12. */
export const debianMistakes: readonly Mistake[] = [
  {
    name: 'map-not-made',
    title: 'The list of known WWIDs was cleaned while a LUN had no map, with find_multipaths as the package has it',
    belief: 'multipathd finds by itself what has two paths.',
    moment: { before: 'service-packages' },
    deeds: [
      keepFile,
      onHost(`sed -i 's/find_multipaths.*/find_multipaths "strict"/' ${file}`),
      onHost('multipath -f xen_lun1 && multipath -W'),
      reconfigure,
    ],
    found: {
      'maps.each-lun-a-map': 'unknown-wwid',
      'maps.wwids-known': 'not-added',
      'multipath-configuration.settings-in-file': 'values',
      'multipath-configuration.settings-in-effect': 'conf-d',
    },
    mend: { deeds: [fileBack, reconfigure, onHost('multipath -r')] },
  },
  {
    name: 'single-path-mounted',
    title: 'The map was removed, and a file system made and mounted on one of its paths',
    belief: 'A LUN is a disk like any other.',
    moment: { before: 'service-packages' },
    deeds: [
      onHost(
        "n=$(multipath -ll xen_lun3 | grep -o 'sd[a-z]*' | head -1) && multipath -f xen_lun3 && mkfs.ext4 -q -F /dev/$n && mount /dev/$n /mnt",
      ),
    ],
    found: { 'paths.paths-not-used': 'mounted', 'maps.each-lun-a-map': 'in-use' },
    mend: { deeds: [onHost('umount /mnt && multipath -r')] },
  },
  {
    name: 'single-path-for-guest',
    title: 'The guest’s first disk is a path, not its map',
    belief: '/dev/sda is shorter.',
    moment: { before: 'earlier-account' },
    deeds: [onHost(`cp ${guestFile} /root/guest.kept && sed -i 's#/dev/mapper/xen_lun0#/dev/sda#' ${guestFile}`)],
    found: { 'lun-guest-configuration.file-right': 'sd-device' },
    mend: { deeds: [onHost(`cat /root/guest.kept > ${guestFile}`)] },
  },
  {
    name: 'lvm-without-detection',
    title: 'LVM was told not to look for paths of maps',
    belief: 'It makes the search for volumes faster.',
    moment: { before: 'service-packages' },
    deeds: [
      onHost(
        "apt-get install -y lvm2 && sed -i 's/# multipath_component_detection = 1/multipath_component_detection = 0/' /etc/lvm/lvm.conf",
      ),
    ],
    found: { 'paths.lvm-one-side': 'detection-off' },
    mend: { deeds: [onHost("sed -i 's/multipath_component_detection = 0/multipath_component_detection = 1/' /etc/lvm/lvm.conf")] },
  },
  {
    name: 'queue-for-ever',
    title: 'I/O waits without end when the last path is gone',
    belief: 'Waiting loses nothing.',
    moment: { before: 'service-packages' },
    deeds: edited('s/no_path_retry.*/no_path_retry "queue"/'),
    found: {
      'multipath-configuration.ends-waiting': 'queue',
      'multipath-configuration.settings-in-file': 'values',
      'paths.waiting-ends': 'for-ever',
      'paths.within-patience': 'without-end',
    },
    mend: { deeds: [fileBack, reconfigure] },
  },
  {
    name: 'queue-as-feature',
    title: 'queue_if_no_path stands in the features of the array’s disks',
    belief: 'It is what the manual of the array says.',
    moment: { before: 'service-packages' },
    deeds: settingBeside('features "1 queue_if_no_path"'),
    found: { 'multipath-configuration.ends-waiting': 'feature' },
    mend: { deeds: [fileBack, reconfigure] },
  },
  {
    name: 'image-without-multipath',
    title: 'The package that puts multipath into the initial RAM disk was removed',
    belief: 'The root disk is local, so nobody needs multipath so early.',
    moment: { before: 'service-packages' },
    deeds: [onHost('apt-get remove -y multipath-tools-boot'), makeImage],
    found: { 'initial-ram-disk.in-image': 'no-hook', 'multipath-packages.multipath-packages-installed': 'removed' },
    mend: { deeds: [onHost('apt-get install -y multipath-tools-boot'), makeImage] },
  },
  {
    name: 'image-not-made-again',
    title: 'multipath.conf was changed, and the initial RAM disk not made anew',
    belief: 'The daemon has read it, so all is well.',
    moment: { before: 'service-packages' },
    deeds: [keepFile, onHost(`echo '# checked' >> ${file}`), reconfigure],
    found: { 'initial-ram-disk.in-image': 'old-file' },
    mend: { deeds: [fileBack, reconfigure] },
  },
  {
    name: 'session-waits-for-minutes',
    title: 'The records of the portals have the recovery time of the package',
    belief: 'The settings of the package are well thought out.',
    moment: { before: 'service-packages' },
    deeds: recovery('120'),
    found: {
      'portals.records': 'old-settings',
      'portals.logged-in': 'old-timeout',
      'paths.within-patience': 'recovery',
    },
    mend: { deeds: recovery('5') },
  },
  {
    name: 'too-many-checks',
    title: 'Sixty checks without a path before I/O fails',
    belief: 'More retries are more safety.',
    moment: { before: 'service-packages' },
    deeds: edited('s/no_path_retry.*/no_path_retry "60"/'),
    found: { 'paths.within-patience': 'many-checks', 'multipath-configuration.settings-in-file': 'values' },
    mend: { deeds: [fileBack, reconfigure] },
  },
  {
    name: 'path-offline',
    title: 'A path was taken offline in the kernel and forgotten',
    belief: 'It was only for a test.',
    moment: { before: 'service-packages' },
    deeds: [onHost('echo offline > /sys/block/sda/device/state'), { pass: 15 }],
    found: { 'paths.every-path': 'offline' },
    mend: { deeds: [onHost('echo running > /sys/block/sda/device/state'), { pass: 15 }] },
  },
  {
    name: 'daemon-stopped',
    title: 'multipathd was stopped',
    belief: 'The maps are in the kernel, the daemon is only for changes.',
    moment: { before: 'service-packages' },
    deeds: [onHost('systemctl stop multipathd.socket multipathd.service')],
    found: { 'multipath-configuration.daemon-runs': 'stopped', 'maps.each-lun-a-map': 'not-running' },
    mend: { deeds: [onHost('systemctl start multipathd.service')] },
  },
  {
    name: 'linux-by-default',
    title: 'The default of the boot menu is Debian without Xen',
    belief: 'The first entry is the one that boots.',
    moment: { before: 'service-packages' },
    deeds: [onHost("cp /etc/default/grub /root/grub.kept && echo 'XEN_OVERRIDE_GRUB_DEFAULT=0' >> /etc/default/grub && update-grub"), ...restarted],
    found: { 'xen-default.default-is-xen': 'overridden', 'xen-boot.control-domain': 'plain-kernel' },
    mend: { deeds: [onHost('cat /root/grub.kept > /etc/default/grub && update-grub'), ...restarted] },
  },
]; // prettier-ignore
