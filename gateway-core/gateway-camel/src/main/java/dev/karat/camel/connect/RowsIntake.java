package dev.karat.camel.connect;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.error.GatewayException;
import dev.karat.camel.connector.file.FileOptions;
import dev.karat.camel.connector.file.Row;
import dev.karat.camel.connector.file.RowReader;
import dev.karat.camel.connector.spec.StreamSpec;
import dev.karat.camel.system.ConnectedSystem;
import dev.karat.engine.hub.Hub;
import java.io.InputStream;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads files with one record per row. A file is taken whole or read again from its start. One that cannot be read at
 * all is put aside with a dead letter.
 */
final class RowsIntake implements Intake {
    private static final Logger LOG = LoggerFactory.getLogger(RowsIntake.class);

    /** Exchange property: the name under which the file is kept, relative to the folder of the endpoint. */
    static final String KEPT_AS = "KaratKeptAs";

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmssSSS").withZone(ZoneOffset.UTC);

    private final ConnectedSystem system;
    private final StreamSpec stream;
    private final Hub hub;
    private final RoutePages route;
    private final FileOptions options;

    RowsIntake(ConnectedSystem system, StreamSpec stream, Hub hub, RoutePages route) {
        this.system = system;
        this.stream = stream;
        this.hub = hub;
        this.route = route;
        this.options = FileOptions.of(system.connection());
    }

    @Override
    public Taken take(Exchange delivered) throws Exception {
        Message message = delivered.getMessage();
        String file = message.getHeader(Exchange.FILE_NAME_ONLY, "file", String.class);
        var pages = new RowPages(system.name(), stream.name(), file, route);
        try (InputStream in = message.getMandatoryBody(InputStream.class);
                RowReader rows = new RowReader(in, options)) {
            read(rows, pages);
            keep(delivered, options.done(), file);
        } catch (GatewayException failed) {
            if (failed.code() != ErrorCode.FILE_MALFORMED) {
                throw failed;
            }
            String kept = keep(delivered, options.failed(), file);
            refuse(failed, failed.getMessage() + "; it is kept as " + kept, pages);
        }
        return pages.taken();
    }

    private void read(RowReader rows, RowPages pages) {
        var snapshot = options.snapshot() ? new Snapshot(system.facts(stream.name())) : null;
        for (Row row = rows.next(); row != null; row = rows.next()) {
            pages.add(row);
            if (snapshot != null) {
                snapshot.add(row);
            }
        }
        pages.hand();
        if (snapshot != null) {
            deleteMissing(snapshot, pages);
        }
    }

    /** What is missing was deleted, unless so much is missing that the file must be broken. */
    private void deleteMissing(Snapshot snapshot, RowPages pages) {
        try {
            snapshot.missing(hub.store(), system.name(), stream.entity(), options.shrinkPercentMax(), pages::addAbsent);
            pages.hand();
        } catch (GatewayException shrank) {
            if (shrank.code() != ErrorCode.FILE_SHRANK) {
                throw shrank;
            }
            refuse(shrank, String.valueOf(shrank.getMessage()), pages);
        }
    }

    private void refuse(GatewayException failure, String message, RowPages pages) {
        pages.addWhole(failure.code(), message);
        pages.hand();
        system.health().noted(failure.code());
        LOG.warn("{}: a file of {}: {}", failure.code(), system.name(), message);
    }

    /** The time in front keeps two files of one name apart. */
    private String keep(Exchange delivered, String folder, String file) {
        String name = folder + "/" + STAMP.format(hub.clock().instant()) + "-" + file;
        delivered.setProperty(KEPT_AS, name);
        return name;
    }
}
