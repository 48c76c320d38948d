# shellcheck shell=bash
# For the scripts of systems that are one process: they source this, set $home, and say with answers() whether it is there.

# Waits until the process of that name answers; shows the end of its log if it does not.
await() {
  for _ in $(seq 240); do
    answers && return
    kill -0 "$(cat "$home/$1.pid")" 2>/dev/null || break
    sleep 0.5
  done
  tail -20 "$home/$1.log" >&2
  return 1
}

# Ends the process of that name, by force if it does not go within 10 s.
end() {
  [ -e "$home/$1.pid" ] || return 0
  local pid
  pid=$(cat "$home/$1.pid")
  kill "$pid" 2>/dev/null || true
  for _ in $(seq 100); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
  kill -9 "$pid" 2>/dev/null || true
  rm -f "$home/$1.pid"
}
