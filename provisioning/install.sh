#!/bin/sh
# Installs Earshot's package on this machine, or a newer one over it, and says what it does:
#
#   ./provisioning/install.sh [--dry-run] [--yes] [--board NAME] [PACKAGE]
#
# PACKAGE is a .deb; otherwise the newest one for this machine that lies beside this script or was built in this checkout.
# The lines that the board needs in config.txt are looked for; it asks before it adds them, --yes says yes ahead, and
# without a terminal it only says which are missing. --board NAME is a profile such as voice-hat; otherwise the one in
# /etc/earshot/earshot.toml. --dry-run changes nothing and says what would be done. It may be started again at any time.
#
# Exit 0 fine (also when lines in config.txt are left to you), 1 failed, 2 wrong usage, 69 this machine cannot run it,
# 77 it needs root.
# What is after || is meant for whichever of the steps before it failed.
# shellcheck disable=SC2015
set -eu

here=$(CDPATH='' cd -- "$(dirname -- "$(readlink -f -- "$0")")" && pwd -P)
root=$(dirname "$here")
# shellcheck source=provisioning/lib/setup.sh
. "$here/lib/setup.sh"

machine=${EARSHOT_ROOT:-}
dry=
yes=
board=
package=

wrong() {
  say "$1; see --help"
  exit 2
}

while [ $# -gt 0 ]; do
  case $1 in
  -h | --help)
    show_help "$0"
    exit 0
    ;;
  --dry-run) dry=yes ;;
  --yes) yes=yes ;;
  --board)
    [ $# -ge 2 ] || wrong "--board needs a name"
    board=$2
    shift
    ;;
  -*) wrong "there is no option $1" ;;
  *)
    [ -z "$package" ] || wrong "one package, not two"
    package=$1
    ;;
  esac
  shift
done

unfit() {
  say "$@"
  exit 69
}

# As root, or, in a dry run, only said.
act() {
  if [ -n "$dry" ]; then
    say "  would run: $*"
  else
    as_root "$@"
  fi
}

# --- The machine ------------------------------------------------------------------------------------

say "Looking at this machine."
has dpkg && has apt-get || unfit "This is no Debian: dpkg and apt-get are missing. Earshot's package is for Debian 13 and Raspberry Pi OS of the same base."
architecture=$(dpkg --print-architecture)
case $architecture in
amd64 | arm64) ;;
*) unfit "This system is for $architecture; the package is for amd64 and arm64. On a Pi take the 64-bit Raspberry Pi OS." ;;
esac
release=$(sed -n 's/^VERSION_ID="\{0,1\}\([0-9]*\).*/\1/p' "$machine/etc/os-release" 2>/dev/null || true)
[ -z "$release" ] || [ "$release" -ge 13 ] ||
  unfit "This is release $release; the package is for Debian 13 (trixie) and Raspberry Pi OS of the same base, and newer. On Debian 12 Earshot runs from source."
free=$(df -Pk "$machine/usr" | awk 'NR == 2 { print $4 }')
[ "$free" -ge 200000 ] || unfit "There are $((free / 1024)) MB free below /usr; the package needs some 200 MB while it is installed."
say "  $architecture, release ${release:-unknown}, $((free / 1024)) MB free: good."
[ -n "$dry" ] || as_root true || {
  say "Installing needs root. Try: sudo $0"
  exit 77
}

# --- The package ------------------------------------------------------------------------------------

if [ -z "$package" ]; then
  for each in "$here"/earshot_*_"$architecture".deb "$root"/daemon/target/earshot_*_"$architecture".deb; do
    [ -f "$each" ] || continue
    if [ -z "$package" ] || dpkg --compare-versions "$(dpkg-deb -f "$each" Version)" gt "$(dpkg-deb -f "$package" Version)"; then
      package=$each
    fi
  done
  [ -n "$package" ] || die "There is no package for $architecture beside this script. Name one, or build it: ./provisioning/package $architecture"
fi
[ -r "$package" ] || die "The package $package cannot be read."
[ "$(dpkg-deb -f "$package" Package 2>/dev/null)" = earshot ] || die "$package is not Earshot's package."
[ "$(dpkg-deb -f "$package" Architecture)" = "$architecture" ] || die "$package is for another architecture than this machine's $architecture."
version=$(dpkg-deb -f "$package" Version)
installed=$(dpkg-query -W -f '${db:Status-Status} ${Version}' earshot 2>/dev/null | sed -n 's/^installed //p')
if [ "$installed" = "$version" ]; then
  say "Earshot $version is installed already."
elif [ -n "$installed" ] && dpkg --compare-versions "$installed" gt "$version"; then
  die "Earshot $installed is installed, which is newer than $version. To go back: sudo apt-get install --allow-downgrades $(readlink -f "$package")"
else
  say "Installing Earshot $version${installed:+ over $installed}, with what it needs from Debian. Configuration and state stay as they are."
  act env DEBIAN_FRONTEND=noninteractive apt-get -y -o DPkg::Lock::Timeout=300 -o Dpkg::Options::=--force-confold \
    install "$(readlink -f "$package")" </dev/null >&2 || die "Installing failed; what is wrong stands above. Often: sudo apt-get update, and once more."
fi

# --- The board --------------------------------------------------------------------------------------

[ -n "$board" ] || board=$(sed -n '/^ *\[board\]/,/^ *\[[^b]/s/^ *name *= *"\([a-z0-9-]*\)".*/\1/p' "$machine/etc/earshot/earshot.toml" 2>/dev/null | head -n 1)
config=$machine/boot/firmware/config.txt
[ -f "$config" ] || config=$machine/boot/config.txt

add_lines() {
  new=$config.earshot-new
  if [ -n "$dry" ]; then
    say "  would add them at the end of $config"
    return
  fi
  as_root cp -p "$config" "$config.before-earshot" && as_root cp -p "$config" "$new" &&
    printf '\n[all]\n# Earshot: %s\n%s\n' "$board" "$missing" | as_root tee -a "$new" >/dev/null &&
    as_root sync "$new" && as_root mv -f "$new" "$config" && as_root sync || die "$config could not be changed; it is as it was."
  say "  added; the former file is $config.before-earshot. They count from the next start on: sudo reboot"
}

if [ -z "$board" ]; then
  say "No board is configured yet. With one that is known by name, start this again with --board NAME: earshot devices"
elif [ ! -f "$config" ]; then
  say "There is no config.txt here, so this is no Pi; nothing to add for $board."
elif ! has earshot; then
  say "What $board needs in $config is known once Earshot is installed."
else
  wanted=$(earshot devices "$board" 2>/dev/null | sed -n '/^overlay *=/s/[^"]*"\([^"]*\)"[^"]*/\1\n/gp' | sed '/^$/d')
  missing=$(printf '%s\n' "$wanted" | while IFS= read -r line; do
    [ -z "$line" ] || sed 's/\r$//; s/[ \t]*$//' "$config" | grep -q -x -F -e "$line" || printf '%s\n' "$line"
  done)
  if [ -z "$missing" ]; then
    say "$config has what the board $board needs."
  else
    say "$config lacks, for the board $board:"
    say "$missing"
    answer=$yes
    if [ -z "$answer" ] && [ -z "$dry" ] && [ -t 0 ]; then
      printf 'Add to %s? [y/N] ' "$config" >&2
      read -r answer || answer=
    fi
    case $answer in
    [yY]*) add_lines ;;
    *) say "Left as it is. To add them: $0 --yes --board $board" ;;
    esac
  fi
fi

say "Next: sudo earshot setup (questions, and a test you can hear), or write /etc/earshot/earshot.toml; then: earshot doctor"
