/** Packages that a normal installation of RHEL 5.1 brings, as `name version-release [noarch]`, without what has files of interest here. */
export const basePackages: readonly string[] = `
setup 2.5.58-1.el5 noarch
filesystem 2.4.0-1
basesystem 8.0-5.1.1 noarch
tzdata 2007d-1.el5 noarch
glibc-common 2.5-18
glibc 2.5-18
libgcc 4.1.2-14.el5
chkconfig 1.3.30.1-1
libstdc++ 4.1.2-14.el5
audit-libs 1.5.5-7.el5
popt 1.10.2-47.el5
zlib 1.2.3-3
libtermcap 2.0.8-46.1
bash 3.1-16.1
info 4.8-14.el5
ncurses 5.5-24.20060715
readline 5.1-1.1
bzip2-libs 1.0.3-3
libxml2 2.6.26-2.1.2
libxml2-python 2.6.26-2.1.2
db4 4.3.29-9.fc6
elfutils-libelf 0.125-3.el5
sed 4.1.5-5.fc6
gawk 3.1.5-14.el5
grep 2.5.1-54.2.el5
findutils 4.2.27-4.1
diffutils 2.8.1-15.2.3.el5
file 4.17-9.0.1.el5
which 2.16-7
less 394-5.el5
cpio 2.6-20
tar 1.15.1-23.0.1.el5
gzip 1.3.5-9.el5
bzip2 1.0.3-3
pam 0.99.6.2-3.26.el5
shadow-utils 4.0.17-12.el5
coreutils 5.97-12.1.el5
mktemp 1.5-23.2.2
net-tools 1.60-73
iproute 2.6.18-4.el5
iputils 20020927-43.el5
procps 3.2.7-8.1.el5
psmisc 22.2-5
util-linux 2.13-0.45.el5
e2fsprogs-libs 1.39-10.el5
e2fsprogs 1.39-10.el5
device-mapper 1.02.20-1.el5
lvm2 2.02.26-3.el5
kpartx 0.4.7-12.el5
dmraid 1.0.0.rc13-4.el5
module-init-tools 3.3-0.pre3.1.34.el5
udev 095-14.9.el5
kudzu 1.2.57.1.15-1
hwdata 0.213.6-1.el5 noarch
pciutils 2.2.3-4
usbutils 0.71-2.1
dmidecode 2.7-1.28.2.el5
MAKEDEV 3.23-1.2
mingetty 1.07-5.2.2
SysVinit 2.86-14
sysklogd 1.4.1-40.el5
initscripts 8.45.17.EL-1
mkinitrd 5.1.19.6-19
nash 5.1.19.6-19
grub 0.97-13
authconfig 5.3.12-2.el5
openssl 0.9.8b-8.3.el5_0.2
krb5-libs 1.6.1-17.el5
openssh 4.3p2-24.el5
openssh-clients 4.3p2-24.el5
openssh-server 4.3p2-24.el5
python 2.4.3-19.el5
rpm-libs 4.4.2-47.el5
rpm 4.4.2-47.el5
rpm-python 4.4.2-47.el5
yum 3.0.1-5.el5 noarch
perl 5.8.8-10
crontabs 1.10-8 noarch
vixie-cron 4.1-70.el5
anacron 2.3-45.el5
logrotate 3.7.4-8
man 1.6d-1.1
passwd 0.73-1
sudo 1.6.8p12-10
hdparm 6.6-2
parted 1.8.1-12.el5
sysfsutils 2.0.0-6
libsysfs 2.0.0-6
vim-minimal 7.0.109-3.el5.3
curl 7.15.5-2.el5
wget 1.10.2-7.el5
dhclient 3.0.5-7.el5
dhcpv6_client 0.10-33.el5
bind-libs 9.3.3-10.el5
bind-utils 9.3.3-10.el5
audit 1.5.5-7.el5
libselinux 1.33.4-4.el5
policycoreutils 1.33.12-12.el5
selinux-policy 2.4.6-104.el5 noarch
selinux-policy-targeted 2.4.6-104.el5 noarch
redhat-logos 4.9.16-1 noarch
redhat-release-notes 5Server-8
gtk2 2.10.4-19.el5
pygtk2 2.10.1-8.el5
vte 0.14.0-2.el5
SDL 1.2.10-8.el5
gnome-python2 2.16.0-1.fc6
gnome-python2-bonobo 2.16.0-1.fc6
gnome-python2-canvas 2.16.0-1.fc6
gnome-python2-extras 2.14.2-4.fc6
gnome-python2-desktop 2.16.0-1.fc6
gnome-keyring 0.6.0-1.fc6
gnome-panel 2.16.1-6.el5
metacity 2.16.0-8.el5
xorg-x11-server-Xorg 1.1.1-48.26.el5
glib2 2.12.3-2.fc6
dbus 1.0.0-6.el5
dbus-python 0.70-7.el5
hal 0.5.8.1-25.el5
pkgconfig 0.21-1.fc6
rhpl 0.194.1-1
apr 1.2.7-11
apr-util 1.2.7-6
kernel-headers 2.6.18-53.el5
glibc-headers 2.5-18
glibc-devel 2.5-18
binutils 2.17.50.0.6-5.el5
cpp 4.1.2-14.el5
sgpio 1.2.0_10-2.el5
smartmontools 5.36-3.1.el5
tcpdump 3.9.4-11.el5
strace 4.5.15-1.el5.1
lsof 4.78-3
telnet 0.17-38.el5
rsync 2.6.8-3.1
screen 4.0.3-1.el5
ntp 4.2.2p1-7.el5
acpid 1.0.4-5
cpuspeed 1.2.1-1.48.el5
irqbalance 0.55-6.el5
microcode_ctl 1.15-1.47.el5
`
  .trim()
  .split('\n');
