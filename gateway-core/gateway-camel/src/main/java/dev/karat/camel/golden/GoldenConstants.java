package dev.karat.camel.golden;

import org.apache.camel.spi.Metadata;

/** Headers of the golden component. */
public final class GoldenConstants {
    @Metadata(label = "producer", description = "Records of the page that were committed", javaType = "Integer")
    public static final String COMMITTED = "KaratCommitted";

    @Metadata(
            label = "producer",
            description = "Records of the page that went to the dead letters",
            javaType = "Integer")
    public static final String DEAD_LETTERED = "KaratDeadLettered";

    @Metadata(label = "consumer", description = "Name of the target that the page is for", javaType = "String")
    public static final String TARGET = "KaratTarget";

    @Metadata(label = "consumer", description = "Name of the subscriber that the page is for", javaType = "String")
    public static final String SUBSCRIBER = "KaratSubscriber";

    @Metadata(label = "consumer", description = "Type of the event, such as customer.updated", javaType = "String")
    public static final String EVENT_TYPE = "KaratEventType";

    @Metadata(label = "consumer", description = "Id of the event; the same when it comes again", javaType = "String")
    public static final String EVENT_ID = "KaratEventId";

    @Metadata(
            label = "consumer",
            description = "Golden id of the customer, a key by which a broker keeps the order",
            javaType = "String")
    public static final String GOLDEN_ID = "KaratGoldenId";

    private GoldenConstants() {}
}
