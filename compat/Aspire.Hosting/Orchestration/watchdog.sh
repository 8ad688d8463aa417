# Holds one child process, in a session of its own, for as long as standard input stays open.
#   watchdog SIGNAL GRACE COMMAND [ARGUMENT...]
# When the input ends (its owner closed it, or died in whatever way) the child's process group gets SIGNAL, and SIGKILL
# after GRACE seconds. The first line of output is the child's process id; the exit code is the child's.
# For bash: other shells drop variables like ConnectionStrings__catalog-db from the environment.
signal=$1 grace=$2
shift 2
exec 3<&0 < /dev/null

setsid bash -c 'echo $$; exec "$@"' bash "$@" 3<&- &
child=$!

(
    exec > /dev/null 2>&1
    while read -r _ <&3; do :; done
    until kill -s "$signal" -- "-$child" || ! kill -s 0 "$child"; do sleep 0.05; done
    tenths=$((grace * 10))
    while kill -s 0 -- "-$child" && [ "$tenths" -gt 0 ]; do
        sleep 0.1
        tenths=$((tenths - 1))
    done
    kill -s KILL -- "-$child"
) &
watcher=$!
exec 3<&-

wait "$child"
code=$?
kill "$watcher" 2> /dev/null
# Whatever the child left behind in its group goes with it.
kill -s KILL -- "-$child" 2> /dev/null
exit $code
