package dev.karat.testkit.twin;

/** A vendor's server that calls others by itself when something changes. */
abstract class TellingTwin extends VendorTwin {
    final Webhooks webhooks = new Webhooks();

    TellingTwin(String name, TwinSettings settings) {
        super(name, settings);
    }

    /** Webhooks that their receiver took. */
    public long delivered() {
        return webhooks.delivered();
    }

    @Override
    public void close() {
        webhooks.close();
        super.close();
    }
}
