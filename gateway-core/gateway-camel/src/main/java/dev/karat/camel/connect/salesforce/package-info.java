/** What camel-salesforce does for the gateway: events over the Pub/Sub API, with the session of the calls. */
@NullMarked
package dev.karat.camel.connect.salesforce;

import org.jspecify.annotations.NullMarked;
