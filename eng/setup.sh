#!/usr/bin/env bash
# Installs what the system needs and this machine lacks; only checks, and is fast, when nothing is missing.
#   eng/setup.sh           what ./mlops up and ./mlops demo need: PostgreSQL's server binaries, libxgboost
#   eng/setup.sh --tests   also the foreign clients that tests talk to (a test whose client is missing is skipped)
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# One at a time: whoever waits finds everything installed.
exec 9< "${BASH_SOURCE[0]}"
flock 9

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }

updated=
apt_install() {
    command -v apt-get > /dev/null || { echo "setup: install by hand: $*" >&2; return 1; }
    echo "setup: installing $*" >&2
    local log=$root/obj/setup.log
    mkdir -p "$root/obj"
    # A mirror that does not answer is no reason to stop: the lists that are there may do.
    if [ -z "$updated" ]; then as_root apt-get -qq update > "$log" 2>&1 || true; updated=yes; fi
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@" >> "$log" 2>&1 ||
        { tail -n 20 "$log" >&2; echo "setup: could not install $*; all of it is in obj/setup.log" >&2; return 1; }
}

has_library() { /sbin/ldconfig -p | grep -F "$1" > /dev/null; }
has_package() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2> /dev/null)" = installed ]; }
has_postgres() { compgen -G '/usr/lib/postgresql/*/bin/initdb' > /dev/null || command -v initdb > /dev/null; }

# The distribution's package would create and start a cluster of its own, which nobody asked for.
install_postgres() {
    apt_install postgresql-common || return
    local off=/etc/postgresql-common/createcluster.d/mlops-setup.conf result=0
    as_root mkdir -p "${off%/*}"
    echo 'create_main_cluster = false' | as_root tee "$off" > /dev/null
    apt_install postgresql || result=$?
    as_root rm -f "$off"
    return $result
}

command -v dotnet > /dev/null || { echo "setup: the .NET 10 SDK is missing (https://dotnet.microsoft.com/download)" >&2; exit 1; }
has_postgres || install_postgres
has_library libxgboost.so.0 || apt_install libxgboost0

if [ "${1:-}" = --tests ]; then
    clients=()
    command -v kcat > /dev/null || clients+=(kcat)
    command -v strace > /dev/null || clients+=(strace)
    command -v npm > /dev/null || clients+=(nodejs npm)
    for package in python3-grpcio python3-kafka python3-lz4 python3-snappy python3-zstandard python3-confluent-kafka; do
        has_package $package || clients+=($package)
    done
    for package in "${clients[@]}"; do
        apt_install "$package" || echo "setup: no $package; tests that need it are skipped" >&2
    done
fi
