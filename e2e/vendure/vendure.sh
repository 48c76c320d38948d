#!/usr/bin/env bash
# A real Vendure 3 from its npm packages with SQLite, on loopback, for end-to-end tests and the tests of its connector.
# The installation is kept in $E2E_CACHE; database, key and log are in $VENDURE_HOME.
# usage: vendure.sh install | start | stop | reset | all     (needs Node.js 20 or 22 with npm, make, g++ and python3)
# Then: VENDURE_URL=http://127.0.0.1:18260 VENDURE_API_KEY=$(cat $VENDURE_HOME/api.key) mvn test ... -Dtest='WhenARealVendureAnswersTest'
# VENDURE_WEBHOOK_URL: whom the plugin tells of customers, signed with $VENDURE_HOME/webhook.secret
set -euo pipefail

here=$(cd -P "$(dirname "${BASH_SOURCE[0]}")" && pwd)
version=3.7.3
cache=${E2E_CACHE:-$HOME/.cache/karat-e2e}/vendure-$version
port=${VENDURE_PORT:-18260}
api=http://127.0.0.1:$port/admin-api

# shellcheck source=../process.sh
. "$here/../process.sh"

answers() { curl -sf -o /dev/null -m 5 -H 'content-type: application/json' -d '{"query":"{ __typename }"}' "$api"; }

install_packages() {
  [ -e "$cache/installed" ] && return
  rm -rf "$cache"
  mkdir -p "$cache"
  cp "$here"/package.json "$here"/package-lock.json "$cache/"
  (
    cd "$cache"
    nodedir=$(dirname "$(dirname "$(readlink -f "$(command -v node)")")")
    [ ! -e "$nodedir/include/node/node.h" ] || export npm_config_nodedir=$nodedir
    npm ci --no-audit --no-fund --loglevel=error >install.log 2>&1
    # Countries, taxes, shipping and payment as the vendor's own installer has them.
    npm pack --silent "@vendure/create@$version" >/dev/null
    tar xzf "vendure-create-$version.tgz" --strip-components=2 package/assets/initial-data.json
    rm "vendure-create-$version.tgz"
  ) || { tail -20 "$cache/install.log" >&2; return 1; }
  touch "$cache/installed"
}

start() {
  answers && return
  for name in admin.password webhook.secret; do
    [ -e "$home/$name" ] || (umask 077 && head -c 18 /dev/urandom | base64 >"$home/$name")
  done
  cd "$home"
  NODE_PATH=$cache/node_modules setsid nohup node "$here/server.js" "$cache" "$home" "$port" "${VENDURE_WEBHOOK_URL:-}" \
    >>"$home/vendure.log" 2>&1 </dev/null &
  echo $! >"$home/vendure.pid"
  await vendure
  seed
  echo "Vendure answers at $api; its API key is in $home/api.key"
}

# An API key of a role with no more than BEHAVIOUR.md tells users.
seed() {
  [ -e "$home/api.key" ] && return
  node - "$api" "$home" <<'SCRIPT'
const fs = require('fs'), [api, home] = process.argv.slice(2);
let token;
async function ask(query, variables) {
  const answer = await fetch(api, { method: 'POST', body: JSON.stringify({ query, variables }),
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) } });
  token ||= answer.headers.get('vendure-auth-token');
  const body = await answer.json();
  if (body.errors) throw new Error(body.errors[0].message);
  return body.data;
}
(async () => {
  await ask('mutation($password: String!) { login(username: "superadmin", password: $password) { __typename } }',
    { password: fs.readFileSync(`${home}/admin.password`, 'utf8').trim() });
  const { createRole } = await ask('mutation($input: CreateRoleInput!) { createRole(input: $input) { id } }', { input: {
    code: 'karat', description: 'Karat',
    permissions: ['ReadCustomer', 'CreateCustomer', 'UpdateCustomer', 'DeleteCustomer', 'ReadOrder'] } });
  const { createApiKey } = await ask('mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) { apiKey } }',
    { input: { roleIds: [createRole.id], translations: [{ languageCode: 'en', name: 'karat' }] } });
  fs.writeFileSync(`${home}/api.key`, createApiKey.apiKey, { mode: 0o600 });
})().catch(problem => { console.error(problem.message); process.exit(1); });
SCRIPT
}

stop() { end vendure; }

need_home() {
  home=${VENDURE_HOME:?set VENDURE_HOME to a folder for the database}
  mkdir -p "$home"
}

case ${1:-} in
  install) install_packages ;;
  start) need_home; start ;;
  stop) need_home; stop ;;
  reset) need_home; stop; rm -rf "$home"/{data,api.key}; start ;;
  all) need_home; install_packages; start ;;
  *) sed -n '2,6s/^# //p' "$0" >&2; exit 2 ;;
esac
