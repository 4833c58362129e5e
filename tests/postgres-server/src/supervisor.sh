# Starts and ends the server of one test process, by the commands on its input. When the input ends,
# because the test process closed it or was killed, it ends the server and removes its files.
#
# Arguments: the folder of the server, then the command that starts it.
folder=$1
shift
server=
while read -r word; do
  case $word in
    start)
      "$@" >>"$folder/log" 2>&1 &
      server=$!
      ;;
    stop)
      kill -INT "$server"
      wait "$server" 2>/dev/null
      ;;
    kill)
      kill -KILL "$server"
      wait "$server" 2>/dev/null
      ;;
  esac
  echo "$word"
done
if [ -n "$server" ]; then
  kill -QUIT "$server" 2>/dev/null
  wait "$server" 2>/dev/null
fi
rm -rf "$folder"
