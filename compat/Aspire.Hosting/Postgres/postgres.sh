# Runs a private PostgreSQL server in a directory, as an unprivileged user when started by root.
#   postgres DIRECTORY INNER_SCRIPT [POSTGRES_ARGUMENT...]
# The unprivileged user may be unable to reach the directory by its path (a parent with mode 700), so it gets the
# directory itself, open as descriptor 9.
set -eu
directory=$1 cluster=$2
shift 2
mkdir -p "$directory"
cd "$directory" || { echo "cannot enter $directory, which belongs to $(stat -c %U "$directory")" >&2; exit 1; }

if [ "$(id -u)" = 0 ] && [ "$(stat -c %u .)" = 0 ]; then
    if id postgres > /dev/null 2>&1; then user=postgres; else user=nobody; fi
    chown "$(id -u $user):$(id -g $user)" .
fi
chmod 700 .
exec 9< .
if [ "$(id -u)" = 0 ]; then
    set -- setpriv --reuid="$(stat -c %u .)" --regid="$(stat -c %g .)" --clear-groups -- sh -c "$cluster" postgres "$@"
else
    set -- sh -c "$cluster" postgres "$@"
fi
cd /
exec "$@"
