# Runs a private PostgreSQL server in a directory, as an unprivileged user when started by root.
#   postgres.sh DIRECTORY PASSWORD_FILE [POSTGRES_ARGUMENT...]
# The unprivileged user may have no access to the path of the directory (a parent with mode 700), so it gets the directory
# as open descriptor 9, and the script as text.
set -eu
directory=$1 cluster=$(cat "$(dirname "$0")/cluster.sh")
POSTGRES_PASSWORD=$(cat "$2")
export POSTGRES_PASSWORD
shift 2
mkdir -p "$directory"
cd "$directory" || { echo "cannot enter $directory, which belongs to $(stat -c %U "$directory")" >&2; exit 1; }

user=$(id -u) group=$(id -g) groups=
if [ "$user" = 0 ]; then
    if [ "$(stat -c %u .)" = 0 ]; then
        if id postgres > /dev/null 2>&1; then owner=postgres; else owner=nobody; fi
        chown "$(id -u $owner):$(id -g $owner)" .
    fi
    user=$(stat -c %u .) group=$(stat -c %g .) groups=--clear-groups
fi
chmod 700 .
exec 9< .
cd /

# SIGTERM makes PostgreSQL wait for its clients (smart shutdown), so it gets SIGINT, which ends their sessions (fast shutdown).
# It is killed with this shell (pdeathsig), and gets the default signal handlers that a shell takes away from background jobs.
server=
trap 'kill -s INT $server' TERM INT
env --default-signal=INT,QUIT \
    setpriv --reuid="$user" --regid="$group" ${groups:---keep-groups} --pdeathsig=KILL -- sh -c "$cluster" postgres "$@" &
server=$!
exec 9<&-
unset POSTGRES_PASSWORD
code=0
while wait $server || code=$?; do
    if ! kill -s 0 $server 2> /dev/null; then exit $code; fi
    code=0
done
