# shellcheck shell=sh
# What package and virtual-device share: packages of Debian 13 for either architecture, whatever this machine
# runs, through an apt of their own, so that the machine's stays as it is. It is read by other scripts, not run.

: "${root:?who reads this sets it to the top folder of the checkout}"

suite=trixie
cache=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/earshot
keyring=/usr/share/keyrings/debian-archive-keyring.gpg

# Where this machine has its own packages from: the same mirror is asked for the other suite.
mirror() {
  found=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null |
    grep -v '^ *#' | grep -o 'https\?://[^] ]*/debian/\?' | head -n 1)
  printf '%s' "${found:-http://deb.debian.org/debian}"
}

security_mirror() {
  found=$(cat /etc/apt/sources.list /etc/apt/sources.list.d/* 2>/dev/null |
    grep -v '^ *#' | grep -o 'https\?://[^] ]*/debian-security/\?' | head -n 1)
  printf '%s' "${found:-http://deb.debian.org/debian-security}"
}

# The lines of a sources.list, without backports.
debian_sources() {
  cat <<SOURCES
deb [signed-by=$keyring] $(mirror) $suite main
deb [signed-by=$keyring] $(mirror) $suite-updates main
deb [signed-by=$keyring] $(security_mirror) $suite-security main
SOURCES
}

# apt-get, apt-cache and so on, of Debian 13, with both architectures.
debian() {
  program=$1
  shift
  "$program" -o Dir::Etc::SourceList="$cache/apt/sources.list" -o Dir::Etc::SourceParts=/dev/null \
    -o Dir::Etc::PreferencesParts=/dev/null -o Dir::State::Lists="$cache/apt/lists" \
    -o Dir::State::status="$cache/apt/status" -o Dir::Cache="$cache/apt/cache" \
    -o APT::Architecture=amd64 -o APT::Architectures::=amd64 -o APT::Architectures::=arm64 \
    -o APT::Sandbox::User=root -o Acquire::Languages=none "$@"
}

# Reads the lists once in a run.
set_up_debian() {
  [ -z "${debian_ready:-}" ] || return 0
  has apt-get || die "This needs Debian or something near it: apt-get is not there."
  [ -r "$keyring" ] || install_packages debian-archive-keyring || die "$keyring is missing. Try: $(how_to_install debian-archive-keyring)"
  mkdir -p "$cache/apt/lists/partial" "$cache/apt/cache/archives/partial"
  : >"$cache/apt/status"
  {
    debian_sources
    echo "deb [signed-by=$keyring] $(mirror) $suite-backports main"
  } >"$cache/apt/sources.list"
  debian apt-get -qq update >&2 || die "The lists of Debian's packages could not be read. Is there a network?"
  debian_ready=yes
}

# The newest version of a package, NAME:ARCHITECTURE, such as "7.2-1"; backports only where nothing else has it.
newest() {
  debian apt-cache policy "$1" | sed -n 's/^ *Candidate: //p'
}

# Downloads NAME:ARCHITECTURE into the cache unless it is there, and prints where it is.
fetched() {
  version=$(newest "$1")
  name=${1%%:*}
  file="$cache/debs/${name}_$(printf '%s' "$version" | sed 's/:/%3a/')_${1##*:}.deb"
  if [ ! -f "$file" ]; then
    mkdir -p "$cache/debs"
    rm -f "$cache/debs/${name}_"*"_${1##*:}.deb"
    (cd "$cache/debs" && debian apt-get -qq download "$1") >&2 || die "Downloading $1 failed."
  fi
  printf '%s\n' "$file"
}
