#!/usr/bin/env bash
# A real Tryton 6 from Debian's packages with a PostgreSQL of its own, on loopback, for the tests of its connector.
# Its database, settings and logs are in $TRYTON_HOME; nothing that runs already is touched.
# usage: tryton.sh install | start | stop | reset | all     (needs root: PostgreSQL runs as nobody)
# Then: TRYTON_HOME=... mvn test -pl connectors -am -Dtest='WhenARealTrytonAnswersTest' -Dsurefire.failIfNoSpecifiedTests=false
set -euo pipefail
export PATH=/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin

home=${TRYTON_HOME:?set TRYTON_HOME to a folder that every user may enter}
port=${TRYTON_PORT:-18240}
pgport=${TRYTON_PGPORT:-18249}
url=http://127.0.0.1:$port
conf=$home/trytond.conf

as_pg() { setpriv --reuid=nobody --regid=nogroup --clear-groups env HOME="$home" "$@"; }
pg_bin() { ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1; }
answers() { curl -fsS -o /dev/null -m 3 -H 'Content-Type: application/json' -d '{"id":1,"method":"common.server.version","params":[]}' "$url/" 2>/dev/null; }

install_packages() {
  command -v trytond >/dev/null && /usr/bin/python3 -c "import phonenumbers" 2>/dev/null && ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 && return
  # 101: the packages must not start services of their own, nor PostgreSQL make a cluster.
  local policy=/usr/sbin/policy-rc.d
  if [ ! -e $policy ]; then
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
    printf '#!/bin/sh\nexit 101\n' >$policy
    chmod +x $policy
  fi
  mkdir -p /etc/postgresql-common
  [ -e /etc/postgresql-common/createcluster.conf ] || echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf
  export DEBIAN_FRONTEND=noninteractive
  apt-get -qq -o DPkg::Lock::Timeout=600 update
  apt-get -qq -y -o DPkg::Lock::Timeout=600 --no-install-recommends install \
    tryton-server tryton-modules-party python3-phonenumbers python3-psycopg2 postgresql
}

start_postgres() {
  local bin
  bin=$(pg_bin)
  mkdir -p "$home/pg"
  chown nobody "$home/pg"
  cd /
  [ -e "$home/pg/data/PG_VERSION" ] || as_pg "$bin/initdb" -D "$home/pg/data" -U tryton --auth=trust -E UTF8 --no-locale >/dev/null
  as_pg "$bin/pg_ctl" -D "$home/pg/data" status >/dev/null || as_pg "$bin/pg_ctl" -D "$home/pg/data" -l "$home/pg/log" -w \
    -o "-p $pgport -h 127.0.0.1 -k $home/pg -c fsync=off" start >/dev/null
}

start_server() {
  answers && return
  cd "$home"
  setsid nohup trytond -c "$conf" -d crm >"$home/trytond.log" 2>&1 </dev/null &
  echo $! >"$home/trytond.pid"
  for _ in $(seq 1 120); do
    answers && return
    sleep 0.5
  done
  echo "Tryton did not start; see $home/trytond.log" >&2
  return 1
}

# The gateway's user is in no group: parties are open to every user of a database unless somebody restricts them.
seed() {
  [ -e "$home/seeded" ] && return
  # Tryton refuses passwords in which a character comes too often.
  for name in admin gateway; do (umask 077 && shuf -n 24 -e {a..z} {A..Z} {0..9} | tr -d '\n' >"$home/$name.password"); done
  cat >"$conf" <<CONFIG
[web]
listen = 127.0.0.1:$port
[database]
uri = postgresql://tryton@127.0.0.1:$pgport/
[session]
timeout = 300
CONFIG
  "$(pg_bin)/createdb" -h 127.0.0.1 -p "$pgport" -U tryton crm
  TRYTONPASSFILE=$home/admin.password trytond-admin -c "$conf" -d crm --all --email admin@karat.test
  TRYTONPASSFILE=$home/admin.password trytond-admin -c "$conf" -d crm -u party --activate-dependencies
  start_server
  /usr/bin/python3 - "$url/crm/" "$home" <<'PYTHON'
import base64, json, sys, urllib.request
url, home = sys.argv[1:]
password = lambda name: open(f"{home}/{name}.password").read().strip()
basic = base64.b64encode(f"admin:{password('admin')}".encode()).decode()
def rpc(method, *params):
    call = urllib.request.Request(url, json.dumps({"id": 1, "method": method, "params": params}).encode(),
                                  {"Content-Type": "application/json", "Authorization": "Basic " + basic})
    answer = json.load(urllib.request.urlopen(call))
    if answer.get("error"):
        raise SystemExit(f"{method}: {answer['error']}")
    return answer["result"]
rpc("model.res.user.create", [{"name": "Karat", "login": "gateway", "password": password("gateway")}], {})
country, = rpc("model.country.country.create", [{"name": "Germany", "code": "DE"}], {})
rpc("model.country.country.create", [{"name": "France", "code": "FR"}], {})
rpc("model.country.subdivision.create", [{"name": "Bayern", "code": "DE-BY", "type": "state", "country": country}], {})
PYTHON
  touch "$home/seeded"
}

stop() {
  [ ! -e "$home/trytond.pid" ] || kill "$(cat "$home/trytond.pid")" 2>/dev/null || true
  rm -f "$home/trytond.pid"
  [ ! -e "$home/pg/data/postmaster.pid" ] || kill -INT "$(head -1 "$home/pg/data/postmaster.pid")" 2>/dev/null || true
}

case "${1:-}" in
  install) install_packages ;;
  start) start_postgres; start_server ;;
  stop) stop ;;
  reset) stop; sleep 1; rm -rf "${home:?}/pg" "$home/seeded"; exec "$0" all ;;
  all) mkdir -p "$home"; install_packages; start_postgres; seed; start_server; echo "Tryton is at $url/crm/" ;;
  *) sed -n '2,5p' "$0" >&2; exit 2 ;;
esac
