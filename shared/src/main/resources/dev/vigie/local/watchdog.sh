# Makes the directory of a throw-away server and says so, waits for the program that started
# it, then ends the server and removes the directory.
# Standard input is a pipe whose other end only that program holds: it is closed
# when the program ends, however it ends, so nothing is polled and no process id
# can be mistaken. A line may come before: "keep" leaves the server running, "stop"
# ends it in PostgreSQL's fast way; without a line it is ended at once. Signals do
# not end it: a program that is interrupted ends its children with it, and this one
# has yet to clean up.
home=$1
trap '' HUP INT TERM
mkdir -m 700 "$home" || exit 1
echo

order=
read -r order
case $order in
  keep) exit 0 ;;
  stop) signal=INT ;;
  *) signal=QUIT ;;
esac

# Without this file there is no server, or one too young to live without its directory.
if [ -r "$home/data/postmaster.pid" ] && read -r server <"$home/data/postmaster.pid"; then
  kill "-$signal" "$server" 2>/dev/null
  tries=0
  # 10 s for the fast way, then 10 s for the immediate one, which needs 5 s at most.
  while kill -0 "$server" 2>/dev/null && [ "$tries" -lt 400 ]; do
    sleep 0.05
    tries=$((tries + 1))
    [ "$tries" -ne 200 ] || kill -QUIT "$server" 2>/dev/null
  done
fi
rm -rf "$home"
