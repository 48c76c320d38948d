// The server of a small Vendure shop, with what connectors/vendure/BEHAVIOUR.md asks the shop's developer for.
// usage: node server.js FOLDER-OF-THE-INSTALLATION FOLDER-OF-THE-DATA PORT [WEBHOOK-ADDRESS]
const fs = require('fs');
const path = require('path');
const { createHmac, randomUUID } = require('crypto');
const {
  bootstrap, CustomerAddressEvent, CustomerEvent, DefaultGuestCheckoutStrategy, DefaultJobQueuePlugin, DefaultLogger,
  dummyPaymentHandler, EventBus, LogLevel, PluginCommonModule, VendurePlugin,
} = require('@vendure/core');
const { populate } = require('@vendure/core/cli');

const [installation, home, port, hook] = process.argv.slice(2);
const secret = name => fs.readFileSync(path.join(home, name), 'utf8').trim();
const data = path.join(home, 'data');
fs.mkdirSync(data, { recursive: true });
const database = path.join(data, 'vendure.sqlite');
const products = path.join(data, 'products.csv');

class KaratPlugin {
  constructor(bus) { this.bus = bus; }
  onApplicationBootstrap() {
    if (!hook) return;
    this.bus.ofType(CustomerEvent).subscribe(e => this.tell(`customer.${e.type}`, e.entity.id));
    this.bus.ofType(CustomerAddressEvent).subscribe(e => this.tell(`customer-address.${e.type}`, e.entity.customer.id));
  }
  tell(event, id) {
    const body = JSON.stringify({ id: randomUUID(), event, customer: { id } });
    const t = Math.floor(Date.now() / 1000);
    const sha256 = createHmac('sha256', secret('webhook.secret')).update(`${t}.${body}`).digest('hex');
    fetch(hook, { method: 'POST', body,
      headers: { 'content-type': 'application/json', 'x-vendure-signature': `t=${t},sha256=${sha256}` } })
      .catch(() => { /* the reading route finds it */ });
  }
}
Reflect.defineMetadata('design:paramtypes', [EventBus], KaratPlugin);
VendurePlugin({ imports: [PluginCommonModule], compatibility: '^3.0.0' })(KaratPlugin);

const config = {
  apiOptions: { port: Number(port), hostname: '127.0.0.1', adminApiPath: 'admin-api', shopApiPath: 'shop-api', adminListQueryLimit: 100 },
  authOptions: {
    tokenMethod: ['bearer', 'api-key'],
    requireVerification: false,
    superadminCredentials: { identifier: 'superadmin', password: secret('admin.password') },
  },
  dbConnectionOptions: { type: 'better-sqlite3', database, synchronize: true, logging: false },
  orderOptions: { guestCheckoutStrategy: new DefaultGuestCheckoutStrategy({ allowGuestCheckoutForRegisteredCustomers: true }) },
  paymentOptions: { paymentMethodHandlers: [dummyPaymentHandler] },
  importExportOptions: { importAssetsDir: data },
  logger: new DefaultLogger({ level: LogLevel.Warn }),
  plugins: [DefaultJobQueuePlugin.init({}), KaratPlugin],
  customFields: { Customer: [
    { name: 'externalId', type: 'string', unique: true, nullable: true, public: false },
    { name: 'marketingConsent', type: 'boolean', defaultValue: false },
    { name: 'consentUpdatedAt', type: 'datetime', nullable: true },
  ] },
};

async function start() {
  if (fs.existsSync(database)) return bootstrap(config);
  const initial = JSON.parse(fs.readFileSync(path.join(installation, 'initial-data.json'), 'utf8'));
  initial.collections = [];
  fs.writeFileSync(products, `name,slug,description,assets,facets,optionGroups,optionValues,sku,price,taxCategory,stockOnHand,trackInventory,variantAssets,variantFacets
Kettle,kettle,A kettle,,,,,K1,49.90,standard,1000,false,,
`);
  return populate(() => bootstrap(config), initial, products);
}
start().catch(problem => { console.error(problem); process.exit(1); });
