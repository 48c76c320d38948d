package dev.karat.engine.delivery;

import dev.karat.api.error.ErrorCode;
import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.engine.store.BeforeImage;
import dev.karat.engine.store.DeliveryState;
import dev.karat.engine.store.DeliveryState.Status;
import dev.karat.engine.store.Store;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What became of the writes of a run: whether the target took them, and whether what it read back is what it was given.
 * Reads the last commit. Safe for several threads.
 */
public final class RunCheck {
    /** Writes that are looked at. */
    public static final int WRITES_MAX = 1_000;

    private final String target;
    private final Projection projection;
    private final Store store;

    public RunCheck(String target, Projection projection, Store store) {
        this.target = target;
        this.projection = projection;
        this.store = store;
    }

    /**
     * Counts of records.
     *
     * @param same the target holds what it was given
     * @param different it took the write, and keeps a field in another form than can be foreseen
     * @param open it was not asked yet, or is asked again, or its answer is not known
     * @param refused it refuses the write
     * @param findings all but the same ones
     */
    public record Result(long same, long different, long open, long refused, List<Finding> findings) {
        public Result {
            findings = List.copyOf(findings);
        }
    }

    /**
     * One record that is not as it was given.
     *
     * @param fields that differ; empty if it was not written
     * @param error why it was not written, or null
     */
    public record Finding(
            String goldenId,
            Status status,
            List<String> fields,
            @Nullable ErrorCode error) {
        public Finding {
            fields = List.copyOf(fields);
        }
    }

    /** Looks at the first writes of a run. */
    public Result of(long run) {
        var findings = new ArrayList<Finding>();
        long same = 0;
        for (BeforeImage image : store.beforeImages(target, run, null, WRITES_MAX)) {
            DeliveryState slot = slot(image);
            List<String> differing = slot == null ? List.of() : differing(slot);
            if (slot != null && slot.status() == Status.SETTLED && differing.isEmpty()) {
                same++;
            } else if (slot != null) {
                findings.add(new Finding(slot.goldenId(), slot.status(), differing, slot.error()));
            }
        }
        return new Result(
                same,
                findings.stream().filter(one -> one.status() == Status.SETTLED).count(),
                findings.stream()
                        .filter(one -> one.status() != Status.SETTLED && one.status() != Status.REJECTED)
                        .count(),
                findings.stream().filter(one -> one.status() == Status.REJECTED).count(),
                findings);
    }

    /** A creation's slot bears the new record's id by now. */
    private @Nullable DeliveryState slot(BeforeImage image) {
        return image.isCreation()
                ? store.deliveries(target, List.of(image.goldenId())).stream()
                        .findFirst()
                        .orElse(null)
                : store.deliveriesByExternalId(target, List.of(image.externalId()))
                        .get(image.externalId());
    }

    private List<String> differing(DeliveryState slot) {
        CustomerData written = slot.written();
        CustomerData readBack = slot.readBack();
        if (written == null || readBack == null) {
            return List.of();
        }
        CustomerData shown = projection.shown(written.only(attribute -> attribute != Attribute.CONSENTS));
        var differing = new TreeSet<String>();
        for (Attribute attribute : shown.attributes()) {
            if (!Objects.equals(Reverts.present(shown, attribute), Reverts.present(readBack, attribute))) {
                differing.add(attribute.path());
            }
        }
        return List.copyOf(differing);
    }
}
