# shellcheck shell=sh
# What demo and test share: finding the JDK 25 and the programs a build or a test needs, and installing
# them when they are missing. It is read by other scripts, not run.
#
# It installs Debian packages, and only as root or where sudo asks for no password; otherwise it says
# exactly what to run. It never asks anything. A JDK that is installed is used wherever it is, and none
# is installed beside it.

: "${root:?who reads this sets it to the top folder of the checkout}"

oldest_java=25
oldest_node=20

say() { printf '%s\n' "$*" >&2; }

die() {
  say "$@"
  exit 1
}

has() { command -v "$1" >/dev/null 2>&1; }

# The comment at the top of the script that was started is its help.
show_help() { sed -n '2,/^[^#]/{ /^#/!d; s/^# \{0,1\}//; p; }' "$1"; }

# --- Java -------------------------------------------------------------------------------------------

# The main version of the JDK in a folder; fails where there is none.
jdk_version() {
  [ -x "$1/bin/javac" ] && [ -x "$1/bin/java" ] || return 1
  version=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null)
  [ -n "$version" ] || version=$("$1/bin/javac" -version 2>&1 | sed -n 's/^javac \([0-9]*\).*/\1/p')
  [ -n "$version" ] && printf '%s\n' "$version"
}

is_new_enough_jdk() {
  version=$(jdk_version "$1") && [ "$version" -ge "$oldest_java" ]
}

# Where PATH's javac really is.
jdk_on_path() {
  has javac || return 1
  dirname "$(dirname "$(readlink -f "$(command -v javac)")")"
}

# Sets JAVA_HOME; fails where there is no JDK that is new enough.
find_jdk() {
  for home in "${JAVA_HOME:-}" "$(jdk_on_path)" /usr/lib/jvm/* /usr/java/* /usr/local/lib/jvm/* \
    /opt/*jdk* /opt/*java* /opt/*temurin* /opt/java/* "${HOME:-/nonexistent}"/.jdks/* \
    "${HOME:-/nonexistent}"/.sdkman/candidates/java/*; do
    if [ -n "$home" ] && is_new_enough_jdk "$home"; then
      JAVA_HOME=$home
      export JAVA_HOME
      return 0
    fi
  done
  return 1
}

no_jdk() {
  # shellcheck disable=SC1091
  system=$(. /etc/os-release 2>/dev/null && printf '%s' "${PRETTY_NAME:-}")
  die "Earshot needs a JDK $oldest_java or newer. None is installed, and ${system:-this system} offers no package of it.

How to get one: take the archive or package of a JDK $oldest_java for $(uname -m), for instance Eclipse
Temurin's, and unpack it into a folder below /usr/lib/jvm, or anywhere and set JAVA_HOME to it. Then
start this again. Debian 13 and newer have it as the package openjdk-$oldest_java-jdk-headless."
}

# --- Packages ---------------------------------------------------------------------------------------

as_root() {
  if [ "$(id -u)" -eq 0 ]; then
    "$@"
  elif has sudo && sudo -n true 2>/dev/null; then
    sudo -n "$@"
  else
    return 126
  fi
}

may_install() { has apt-get && as_root true; }

is_offered() {
  candidate=$(LC_ALL=C apt-cache policy "$1" 2>/dev/null | sed -n 's/^ *Candidate: //p')
  [ -n "$candidate" ] && [ "$candidate" != "(none)" ]
}

# A fresh machine may know no package at all, or only what was current long ago.
refresh_packages() {
  [ -z "${packages_refreshed:-}" ] || return 0
  packages_refreshed=yes
  say "reading the lists of packages (apt-get update)"
  as_root apt-get -qq -o DPkg::Lock::Timeout=300 update >&2 </dev/null
}

apt_install() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y -o DPkg::Lock::Timeout=300 \
    -o Dpkg::Use-Pty=0 install --no-install-recommends "$@" >&2 </dev/null
}

# Installs the packages named; fails where that cannot be done here.
install_packages() {
  may_install || return 126
  say "installing: $*"
  apt_install "$@" || { refresh_packages && apt_install "$@"; }
}

how_to_install() {
  if has apt-get; then
    printf 'sudo apt-get update && sudo apt-get install -y --no-install-recommends %s' "$*"
  else
    printf 'install what Debian calls %s with the package manager of this system' "$*"
  fi
}

# --- What a build needs -----------------------------------------------------------------------------

set_up_build() {
  missing=
  if ! find_jdk; then
    jdk_package=openjdk-$oldest_java-jdk-headless
    has apt-get || no_jdk
    is_offered "$jdk_package" || { may_install && refresh_packages; }
    is_offered "$jdk_package" || no_jdk
    missing=$jdk_package
  fi
  has mvn || missing="${missing:+$missing }maven"
  if [ -n "$missing" ]; then
    # Names of packages, to be split.
    # shellcheck disable=SC2086
    install_packages $missing || die "Earshot needs $missing. To install: $(how_to_install "$missing")"
    find_jdk || no_jdk
  fi
}

# Maven, without colours and the progress of downloads, and stopped after $maven_limit seconds if that is set.
maven() (
  cd "$root" || exit 1
  quiet='--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow'
  # What Maven does inside Java is no news to anyone here; an option that Java no longer knows is left out.
  # shellcheck disable=SC2086
  if "$JAVA_HOME/bin/java" $quiet -version >/dev/null 2>&1; then
    MAVEN_OPTS="${MAVEN_OPTS:-} $quiet"
    export MAVEN_OPTS
  fi
  set -- mvn -B -Dstyle.color=never --no-transfer-progress "$@"
  if [ -n "${maven_limit:-}" ] && has timeout; then set -- timeout "$maven_limit" "$@"; fi
  exec "$@"
)

# --- What the tests need besides --------------------------------------------------------------------

# The name of ALSA's library differs between Debian 12 and 13.
alsa_package() {
  if is_offered libasound2t64; then printf libasound2t64; else printf libasound2; fi
}

# Whether one of the libraries named exists.
has_library() {
  for library; do [ ! -e "$library" ] || return 0; done
  return 1
}

has_alsa_library() { has_library /usr/lib/*/libasound.so.2 /usr/lib/libasound.so.2; }

has_alsa_pulse_plugin() {
  has_library /usr/lib/*/alsa-lib/libasound_module_pcm_pulse.so \
    /usr/lib/alsa-lib/libasound_module_pcm_pulse.so
}

node_version() { node --version 2>/dev/null | sed -n 's/^v\([0-9]*\).*/\1/p'; }

# Never fails: what cannot be had makes tests be skipped, and this says which.
set_up_tests() {
  missing=
  has pulseaudio || missing="$missing pulseaudio"
  has_alsa_pulse_plugin || missing="$missing libasound2-plugins"
  has_alsa_library || missing="$missing $(alsa_package)"
  # What the echo canceller's library is linked with; without it, its tests are skipped.
  for library in libpulse0:libpulse.so.0 libx11-6:libX11.so.6 libxfixes3:libXfixes.so.3 \
    libxrandr2:libXrandr.so.2 libxcomposite1:libXcomposite.so.1 libdbus-1-3:libdbus-1.so.3; do
    ls /usr/lib/*/"${library#*:}" >/dev/null 2>&1 || missing="$missing ${library%%:*}"
  done
  has node || missing="$missing nodejs"
  has npm || missing="$missing npm"
  missing=${missing# }
  if [ -n "$missing" ]; then
    # Names of packages, to be split.
    # shellcheck disable=SC2086
    install_packages $missing || say "not installed: $missing. To install: $(how_to_install "$missing")"
  fi
  if ! has pulseaudio || ! has_alsa_pulse_plugin || ! has_alsa_library; then
    say "without PulseAudio and ALSA's plug-in for it, the tests with real sound are skipped"
  fi
  no_clients=
  if ! has node || ! has npm; then
    no_clients="node or npm is not installed"
  elif [ "$(node_version)" -lt "$oldest_node" ]; then
    no_clients="node $(node --version) is older than $oldest_node"
  fi
  [ -z "$no_clients" ] || say "$no_clients: the tests with other people's clients are skipped"
}
