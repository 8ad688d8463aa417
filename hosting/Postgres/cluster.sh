# Creates the cluster on first use, then becomes its server (exec). The directory is open as descriptor 9.
set -eu
umask 077
at=/proc/self/fd/9

bin=$(ls -d /usr/lib/postgresql/*/bin 2> /dev/null | sort -V | tail -n 1)
if [ -f $at/data/PG_VERSION ]; then
    own=/usr/lib/postgresql/$(cat $at/data/PG_VERSION)/bin
    if [ -d "$own" ]; then bin=$own; fi
fi
if [ -n "$bin" ]; then PATH=$bin:$PATH; fi

# Stops a server of this cluster that outlived its owner (orphan). The stale process id of postmaster.pid may have been reused
# by another program, which must not block the start: only a server's working directory is this cluster.
pid=$(head -n 1 $at/data/postmaster.pid 2> /dev/null || true)
serves() { [ "$(stat -Lc %d:%i "/proc/$pid/cwd" 2> /dev/null)" = "$(stat -Lc %d:%i $at/data)" ]; }
if [ -n "$pid" ] && [ -d "/proc/$pid" ]; then
    if serves; then
        echo "stopping the server that still runs in this directory, process $pid" >&2
        kill -s INT "$pid"
        while serves; do sleep 0.1; done
    else
        rm -f $at/data/postmaster.pid
    fi
fi

if [ ! -d $at/data ]; then
    rm -rf $at/new
    printf '%s' "$POSTGRES_PASSWORD" > $at/password
    # One syncfs instead of an fsync for each of a thousand new files.
    initdb --no-sync -D $at/new -U postgres --pwfile=$at/password -A scram-sha-256 -E UTF8 --locale=C.UTF-8
    rm -f $at/password
    sync -f $at/new
    mv $at/new $at/data
fi
unset POSTGRES_PASSWORD
# Crash recovery with one syncfs instead of an fsync for each of some thousand files.
if [ "$(cat $at/data/PG_VERSION)" -ge 14 ] 2> /dev/null; then set -- -c recovery_init_sync_method=syncfs "$@"; fi
exec postgres -D $at/data -c listen_addresses=127.0.0.1 -c unix_socket_directories= "$@"
