package dev.karat.engine.ingest;

import java.util.List;

/** Maps a page by the declaration of its connector. Safe for several threads; never fails for a single record. */
@FunctionalInterface
public interface PageMapper {
    /**
     * One item per record, in order, or two where a record is two things, then one per unreadable and absent one. A record that cannot be mapped becomes
     * {@link IngestItem.Unreadable}.
     */
    List<IngestItem> items(RecordPage page);
}
