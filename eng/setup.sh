#!/usr/bin/env bash
# Installs what the system needs and this machine lacks; only checks, and is fast, when nothing is missing.
#   eng/setup.sh           what ./mlops up and ./mlops demo need
#   eng/setup.sh --tests   also the foreign clients that tests talk to (a test whose client is missing is skipped)
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# Debian's packages: postgres (server binaries only), libxgboost, and for the three engines below npm and what compiles one of them.
as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }

updated=
apt_install() {
    command -v apt-get > /dev/null || { echo "setup: install by hand: $*" >&2; return 1; }
    echo "setup: installing $*" >&2
    if [ -z "$updated" ]; then as_root apt-get -qq update >&2 || true; updated=yes; fi
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@" >&2 ||
        { echo "setup: could not install $*" >&2; return 1; }
}

has_library() { /sbin/ldconfig -p | grep -F "$1" > /dev/null; }
has_postgres() { compgen -G '/usr/lib/postgresql/*/bin/initdb' > /dev/null || command -v initdb > /dev/null; }

# The distribution's package would create and start a cluster of its own, which nobody asked for.
install_postgres() {
    apt_install postgresql-common
    local off=/etc/postgresql-common/createcluster.d/mlops-setup.conf server=postgresql-15 result=0
    apt-cache show "$server" > /dev/null 2>&1 || server=$(apt-cache depends postgresql | awk '/Depends: postgresql-[0-9]/ {print $2; exit}')
    as_root mkdir -p "${off%/*}"
    echo 'create_main_cluster = false' | as_root tee "$off" > /dev/null
    apt_install "$server" || result=$?
    as_root rm -f "$off"
    return $result
}

# libduckdb, libonnxruntime and the source of librdkafka come out of npm packages, pinned in eng/native/; no script of them runs.
engines=$root/.native
engines_current() {
    [ -f "$engines/lib/libduckdb.so" ] && [ -f "$engines/lib/libonnxruntime.so.1" ] && [ -f "$engines/lib/librdkafka.so.1" ] &&
        cmp -s "$root/eng/native/package-lock.json" "$engines/package-lock.json"
}
install_engines() {
    command -v npm > /dev/null || apt_install nodejs npm
    install_compiler
    echo "setup: fetching libduckdb, libonnxruntime and the source of librdkafka" >&2
    local work=$engines/npm
    rm -rf "$work"
    mkdir -p "$work" "$engines/lib"
    cp "$root/eng/native/package.json" "$root/eng/native/package-lock.json" "$root/eng/native/.npmrc" "$work/"
    (cd "$work" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2)
    mv -f "$work/node_modules/@duckdb/node-bindings-linux-x64/libduckdb.so" "$engines/lib/"
    mv -f "$work/node_modules/onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime.so.1" "$engines/lib/"
    compile_librdkafka "$work/node_modules/@confluentinc/kafka-javascript/deps/librdkafka"
    mv -f "$work/package-lock.json" "$engines/"
    rm -rf "$work"
}

has_header() { echo "#include <$1>" | gcc -E - > /dev/null 2>&1; }
install_compiler() {
    local missing=()
    command -v gcc > /dev/null || missing+=(gcc)
    command -v make > /dev/null || missing+=(make)
    has_header stdlib.h || missing+=(libc6-dev)
    has_header zlib.h || missing+=(zlib1g-dev)
    has_header zstd.h || missing+=(libzstd-dev)
    has_header openssl/ssl.h || missing+=(libssl-dev)
    [ ${#missing[@]} = 0 ] || apt_install "${missing[@]}"
}
# All codecs and TLS; neither Kerberos nor tokens over HTTP. Only its C++ twin would need a C++ compiler, only its linker script Python.
compile_librdkafka() {
    echo "setup: compiling librdkafka" >&2
    local log=$engines/librdkafka.log
    (
        cd "$1" &&
            CC=gcc CXX=gcc ./configure --no-download --enable-zlib --enable-zstd --enable-ssl --disable-gssapi --disable-curl \
                --disable-lz4-ext --disable-syslog --disable-debug-symbols &&
            make -C src -j "$(nproc)" WITH_LDS=n librdkafka.so.1
    ) > "$log" 2>&1 || { tail -n 30 "$log" >&2; echo "setup: librdkafka did not compile; all of it is in $log" >&2; return 1; }
    mv -f "$1/src/librdkafka.so.1" "$engines/lib/"
    rm "$log"
}

command -v dotnet > /dev/null || { echo "setup: the .NET 10 SDK is missing (https://dotnet.microsoft.com/download)" >&2; exit 1; }
mkdir -p "$engines"
exec 9> "$engines/lock"
flock 9

has_postgres || install_postgres
has_library libxgboost.so.0 || apt_install libxgboost0
engines_current || install_engines

if [ "${1:-}" = --tests ]; then
    clients=()
    command -v kcat > /dev/null || clients+=(kcat)
    command -v strace > /dev/null || clients+=(strace)
    command -v npm > /dev/null || clients+=(nodejs npm)
    for package in python3-grpcio python3-kafka python3-lz4 python3-snappy python3-zstandard python3-confluent-kafka; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' $package 2> /dev/null)" = installed ] || clients+=($package)
    done
    for package in "${clients[@]}"; do
        apt_install "$package" || echo "setup: no $package; tests that need it are skipped" >&2
    done
fi
