#!/usr/bin/env bash
# A real Ghost 5 from its npm package with SQLite, on loopback, for end-to-end tests and the tests of its connector.
# The installation is kept in $E2E_CACHE; database, settings, key and log are in $GHOST_HOME.
# usage: ghost.sh install | start | stop | reset | all     (needs Node.js 20 with npm, make, g++ and python3)
# Then: GHOST_URL=http://127.0.0.1:18250 GHOST_ADMIN_KEY=$(cat $GHOST_HOME/admin.key) mvn test ... -Dtest='WhenARealGhostAnswersTest'
# GHOST_WEBHOOK_URL: whom Ghost tells of members, signed with $GHOST_HOME/webhook.secret
set -euo pipefail

here=$(cd -P "$(dirname "${BASH_SOURCE[0]}")" && pwd)
version=5.130.6   # the last one for Node.js 20
yarn=1.22.22      # npm cannot install Ghost, whose package holds packages
cache=${E2E_CACHE:-$HOME/.cache/karat-e2e}/ghost-$version
port=${GHOST_PORT:-18250}
url=http://127.0.0.1:$port
api=$url/ghost/api/admin

# shellcheck source=../process.sh
. "$here/../process.sh"

answers() { curl -sf -o /dev/null -m 5 "$api/site/"; }

install_packages() {
  [ -e "$cache/installed" ] && return
  rm -rf "$cache"
  mkdir -p "$cache/yarn" "$cache/ghost"
  (
    cd "$cache"
    npm pack --silent "ghost@$version" >/dev/null
    tar xzf "ghost-$version.tgz" -C ghost --strip-components=1
    rm "ghost-$version.tgz"
    cd yarn
    echo '{ "private": true }' >package.json
    npm install --no-audit --no-fund --loglevel=error "yarn@$yarn" >/dev/null
    cd ../ghost
    # yarn.lock of the package pins everything. Development alone would fetch sources from elsewhere.
    node -e 'const fs = require("fs"), p = require("./package.json");
      delete p.devDependencies; fs.writeFileSync("package.json", JSON.stringify(p))'
    sed -i -E "/^  resolved /s#\"https?://[^/]*/#\"$(npm config get registry)#" yarn.lock
    # No scripts: one package would build for minutes what is used only where it is there.
    ../yarn/node_modules/.bin/yarn install --production --ignore-scripts --non-interactive --no-progress --silent \
      --network-timeout 120000 >../install.log 2>&1
    cd node_modules/sqlite3
    nodedir=$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")
    [ ! -e "$nodedir/include/node/node.h" ] || export npm_config_nodedir=$nodedir
    JOBS=2 "$(npm root -g)/npm/node_modules/node-gyp/bin/node-gyp.js" rebuild >>"$cache/install.log" 2>&1
  ) || { tail -20 "$cache/install.log" >&2; return 1; }
  touch "$cache/installed"
}

start() {
  answers && return
  mkdir -p "$home"/content/{data,images,logs,settings,themes,public,adapters,files,media}
  cp -rn "$cache/ghost/content/themes/." "$home/content/themes/"
  cd "$cache/ghost"
  env "${settings[@]}" setsid nohup node index.js >>"$home/ghost.log" 2>&1 </dev/null &
  echo $! >"$home/ghost.pid"
  await ghost
  seed
  echo "Ghost answers at $url; the key of its Admin API is in $home/admin.key"
}

# The owner of the site and a custom integration, as BEHAVIOUR.md tells users.
seed() {
  [ -e "$home/seeded" ] && return
  for name in owner.password webhook.secret; do (umask 077 && head -c 18 /dev/urandom | base64 >"$home/$name"); done
  node - "$api" "$url" "$home" "${GHOST_WEBHOOK_URL:-}" <<'SCRIPT'
const fs = require('fs'), [api, origin, home, hook] = process.argv.slice(2);
const read = name => fs.readFileSync(`${home}/${name}`, 'utf8').trim();
let cookie = '';
async function post(path, body) {
  const answer = await fetch(`${api}/${path}`, { method: 'POST', body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', origin, cookie } });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${text}`);
  cookie ||= (answer.headers.get('set-cookie') || '').split(';')[0];
  return text.startsWith('{') ? JSON.parse(text) : {};
}
(async () => {
  const email = 'owner@karat.test', password = read('owner.password');
  await post('authentication/setup/', { setup: [{ name: 'Owner', email, password, blogTitle: 'Karat' }] });
  cookie = '';
  await post('session/', { username: email, password });
  const made = await post('integrations/?include=api_keys', { integrations: [{ name: 'Karat' }] });
  const { id, api_keys } = made.integrations[0];
  for (const event of hook ? ['member.added', 'member.edited', 'member.deleted'] : []) {
    await post('webhooks/', { webhooks: [{ event, target_url: hook, integration_id: id, secret: read('webhook.secret') }] });
  }
  fs.writeFileSync(`${home}/admin.key`, api_keys.find(key => key.type === 'admin').secret, { mode: 0o600 });
})().catch(problem => { console.error(problem.message); process.exit(1); });
SCRIPT
  touch "$home/seeded"
}

stop() { end ghost; }

need_home() {
  home=${GHOST_HOME:?set GHOST_HOME to a folder for the database}
  mkdir -p "$home"
  settings=(
    NODE_ENV=production
    url="$url"
    server__host=127.0.0.1
    server__port="$port"
    database__client=sqlite3
    database__connection__filename="$home/content/data/ghost.db"
    database__useNullAsDefault=true
    paths__contentPath="$home/content"
    mail__transport=stub
    mail__from=noreply@karat.test
    logging__transports='["stdout"]'
    privacy__useUpdateCheck=false
    privacy__useGravatar=false
    privacy__useRpcPing=false
    security__staffDeviceVerification=false
  )
}

case ${1:-} in
  install) install_packages ;;
  start) need_home; start ;;
  stop) need_home; stop ;;
  reset) need_home; stop; rm -rf "$home"/{content,seeded,admin.key}; start ;;
  all) need_home; install_packages; start ;;
  *) sed -n '2,6s/^# //p' "$0" >&2; exit 2 ;;
esac
