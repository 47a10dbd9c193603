# shellcheck shell=sh
# What the tests inside a virtual device share: its parts, its daemon's control socket, and how a test is told. Lines for
# the host begin with "@@": "passed NAME", "failed NAME: WHY", "figure NAME: VALUE", and "end". It is read, not run.

# Figures are told past whatever else is caught.
exec 3>&1 </dev/null
export LC_ALL=C.UTF-8 HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin

socket=/run/earshot/control.sock
# Read by the scripts that read this one.
# shellcheck disable=SC2034
toml=/etc/earshot/earshot.toml
ca=/var/lib/simulated/ca.pem

passed() { echo "@@ passed  $1"; }
failed() { echo "@@ failed  $1: $2"; }
figure() { echo "@@ figure  $1: $2" >&3; }
# check NAME COMMAND...: passed if the command succeeds; otherwise what it printed is the reason.
check() {
  name=$1
  shift
  begun=$(cut -d ' ' -f 1 /proc/uptime)
  if said=$("$@" 2>&1); then passed "$name"; else failed "$name" "$(printf '%s' "$said" | tail -n 3 | tr '\n' ' ')"; fi
  echo "from $begun s to $(cut -d ' ' -f 1 /proc/uptime) s"
}
# within SECONDS COMMAND...
within() {
  until=$(($(date +%s) + $1))
  shift
  until "$@"; do
    [ "$(date +%s)" -lt "$until" ] || return 1
    sleep 1
  done
}
now() { date +%s%3N; }
property() { systemctl show -P "$1" earshot.service; }
# The socket stays open for both ways until the answer is there: who closes one has gone.
call() {
  perl -MIO::Socket::UNIX -e 'alarm 100; $s = IO::Socket::UNIX->new(Peer => shift) or exit 1; print $s shift, "\n"; print scalar <$s>' \
    "$socket" "$1" 2>/dev/null
}
fine() { call "$1" | grep -q '"ok" *: *true'; }
reach() { fine "{\"do\":\"wait\",\"state\":\"$1\",\"millis\":$2}"; }
idle() { [ -S "$socket" ] && reach idle 2000; }
answers() { [ -S "$socket" ] && fine '{"do":"ping"}'; }
journal_has() { journalctl -u earshot.service -o cat | grep -q -- "$1"; }
is() { [ "$1" = "$2" ] || { echo "$1 instead of $2"; return 1; }; }

make_lines() {
  modprobe gpio-sim
  mountpoint -q /sys/kernel/config || mount -t configfs configfs /sys/kernel/config
  chip=/sys/kernel/config/gpio-sim/board
  mkdir -p $chip/bank0/line17 $chip/bank0/line27
  echo 28 >$chip/bank0/num_lines
  echo pinctrl-simulated >$chip/bank0/label
  echo GPIO17 >$chip/bank0/line17/name
  echo GPIO27 >$chip/bank0/line27/name
  echo 1 >$chip/live
  find_lines
  echo pull-up >"$button"
}

find_lines() {
  chip=/sys/kernel/config/gpio-sim/board
  lines=/sys/devices/platform/$(cat $chip/dev_name)/$(cat $chip/bank0/chip_name)
  button=$lines/sim_gpio17/pull
  # Read by the script that reads this one.
  # shellcheck disable=SC2034
  light=$lines/sim_gpio27/value
}

make_cards() { modprobe snd-aloop index=0,1 id=MicArr,Spk enable=1,1 pcm_substreams=1,1; }

# configuration KEY INSTRUCTIONS [ECHO]: for the parts above and the simulated service. Cleaning costs an emulator much.
configuration() {
  cat <<TOML
[board]
name = "pi-generic"
button_line = "GPIO17"
led_line = "GPIO27"
mic_card = "MicArr"
speaker_card = "Spk"
buffer_ms = 200
[service]
provider = "simulator"
url = "wss://127.0.0.1:9000/v1/realtime"
ca = "$ca"
key = "$1"
instructions = "$2"
[microphones]
echo = "${3:-auto}"
TOML
}

# A partition of its own, of the kind a Pi boots from.
make_boot_partition() {
  mkdir -p /boot/firmware
  ! mountpoint -q /boot/firmware || return 0
  [ -f /var/boot.img ] || { truncate -s 16M /var/boot.img && mkfs.vfat /var/boot.img >/dev/null; }
  mount -o loop,sync /var/boot.img /boot/firmware
}
