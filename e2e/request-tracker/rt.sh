#!/usr/bin/env bash
# A real Request Tracker 5 from Debian's packages, on loopback, for end-to-end tests.
# Its database, settings and logs are in $RT_HOME; nothing under /etc is touched.
# usage: rt.sh install | start | stop | reset | all     (install, reset and all need root)
set -euo pipefail
export PATH=/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin

home=${RT_HOME:?set RT_HOME to a folder that every user may enter}
port=${RT_PORT:-18220}
user=www-data
api=http://127.0.0.1:$port/REST/2.0
export RT_SITE_CONFIG=$home/RT_SiteConfig.pm RT_SITE_CONFIG_DIR=$home/RT_SiteConfig.d

as_rt() { setpriv --reuid=$user --regid=$user --init-groups env HOME="$home" "$@"; }
answers() { [ "$(curl -s -o /dev/null -m 5 -w '%{http_code}' "$api/rt")" = 401 ]; }

install_packages() {
  [ -x /usr/share/request-tracker5/libexec/rt-server ] && command -v rt-setup-database-5 >/dev/null && return
  # 101: the packages must not start services of their own.
  local policy=/usr/sbin/policy-rc.d
  if [ ! -e $policy ]; then
    trap 'rm -f /usr/sbin/policy-rc.d' EXIT
    printf '#!/bin/sh\nexit 101\n' >$policy
    chmod +x $policy
  fi
  export DEBIAN_FRONTEND=noninteractive
  apt-get -qq -o DPkg::Lock::Timeout=600 update
  apt-get -qq -y -o DPkg::Lock::Timeout=600 --no-install-recommends install \
    request-tracker5 rt5-db-sqlite rt5-standalone dbconfig-no-thanks msmtp-mta
}

# The least rights that the connector needs, as BEHAVIOUR.md tells users; staff is an agent who works beside it.
seed() {
  mkdir -p "$home"/{db,mason,sessions,RT_SiteConfig.d}
  cat >"$RT_SITE_CONFIG" <<CONFIG
Set(\$rtname, 'karat.test');
Set(\$Organization, 'karat.test');
Set(\$WebDomain, '127.0.0.1');
Set(\$WebPort, $port);
Set(\$DatabaseType, 'SQLite');
Set(\$DatabaseName, '$home/db/rt.sqlite');
Set(\$MailCommand, 'mbox');
Set(\$LogToSyslog, undef);
Set(\$LogToSTDERR, 'warning');
Set(\$Timezone, 'UTC');
Set(\$BcryptCost, 4);  # the usual cost of 12 takes half a second per request
\$RT::MasonDataDir = '$home/mason';
\$RT::MasonSessionDir = '$home/sessions';
\$RT::VarPath = '$home';
1;
CONFIG
  cat >"$home/initialdata" <<'DATA'
our @Users = (
  { Name => 'karat', EmailAddress => 'karat@karat.test', RealName => 'Karat', Privileged => 1 },
  { Name => 'staff', EmailAddress => 'staff@karat.test', RealName => 'Sam Staff', Privileged => 1 },
);
our @Queues = ({ Name => 'Support', CorrespondAddress => 'support@karat.test' });
our @ACL = (
  (map { { UserId => 'karat', Right => $_ } } qw(AdminUsers SeeQueue ShowTicket)),
  { UserId => 'staff', Right => 'SuperUser' },
);
1;
DATA
  head -c 18 /dev/urandom | base64 >"$home/rootpw"
  chown -R $user "$home"
  {
    as_rt rt-setup-database-5 --action init --root-password-file "$home/rootpw"
    as_rt rt-setup-database-5 --action insert --datafile "$home/initialdata"
  } >"$home/setup.log" 2>&1
  for name in karat staff; do
    as_rt perl -I/usr/share/request-tracker5/lib -MRT=-init -MRT::AuthToken -e '
      my $user = RT::User->new(RT->SystemUser);
      $user->Load($ARGV[0]);
      my ($done, $message, $token) = RT::AuthToken->new(RT->SystemUser)->Create(
        Owner => $user->id, Description => "end-to-end test");
      die $message unless $done;
      print $token' $name >"$home/$name.token" 2>>"$home/setup.log"
  done
  touch "$home/seeded"
}

start() {
  answers && return
  [ -e "$home/seeded" ] || seed
  cd "$home"
  setsid setpriv --reuid=$user --regid=$user --init-groups env HOME="$home" \
    /usr/share/request-tracker5/libexec/rt-server --server Starlet --host 127.0.0.1 --port "$port" --max-workers 3 \
    >"$home/rt.log" 2>&1 </dev/null &
  echo $! >"$home/rt.pid"
  for _ in $(seq 120); do
    if answers; then echo "Request Tracker answers at $api; tokens are in $home/*.token"; return; fi
    sleep 0.5
  done
  tail -20 "$home/rt.log" >&2
  return 1
}

stop() {
  [ -e "$home/rt.pid" ] || return 0
  local pid
  pid=$(cat "$home/rt.pid")
  kill "$pid" 2>/dev/null || true
  while kill -0 "$pid" 2>/dev/null; do sleep 0.1; done
  rm -f "$home/rt.pid"
}

case ${1:-} in
  install) install_packages ;;
  start) start ;;
  stop) stop ;;
  reset) stop; rm -rf "${home:?}"/{db,mason,sessions,seeded}; start ;;
  all) install_packages; start ;;
  *) sed -n '2,4s/^# //p' "$0" >&2; exit 2 ;;
esac
