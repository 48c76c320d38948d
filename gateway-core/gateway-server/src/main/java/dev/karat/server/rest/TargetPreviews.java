package dev.karat.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.karat.api.error.ErrorCode;
import dev.karat.api.model.Value;
import dev.karat.engine.delivery.FieldChange;
import dev.karat.engine.delivery.Preview;
import dev.karat.engine.delivery.Preview.Entry;
import dev.karat.engine.hub.Hub;
import dev.karat.engine.policy.TargetPolicy;
import dev.karat.engine.store.CustomerDataJson;
import dev.karat.server.rest.PreviewView.Change;
import dev.karat.server.rest.PreviewView.Counts;
import dev.karat.server.rest.PreviewView.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What would be written to a target now, page by page. Reads the store only. */
@Component
class TargetPreviews {
    private final Hub hub;

    TargetPreviews(Hub hub) {
        this.hub = hub;
    }

    /**
     * A page. Throws TARGET_UNKNOWN.
     *
     * @param after golden id to go on after, or null
     * @param values false to tell which fields change, and not from what to what
     */
    PreviewView of(String target, @Nullable String after, int limit, boolean values) {
        Preview preview = hub.preview(target);
        TargetPolicy policy = Objects.requireNonNull(hub.policy().targets().get(target));
        var now = new WritingNow(hub, policy);
        // Taken before the page is read: what is planned meanwhile makes a page no less complete.
        String incomplete = now.incomplete();
        Preview.Page page = preview.page(after, limit);
        List<Change> changes =
                page.entries().stream().map(entry -> change(entry, now, values)).toList();
        return new PreviewView(
                target,
                now.phase(),
                now.isOpen(),
                incomplete == null,
                now.lag(),
                notes(now, incomplete),
                counts(page.entries(), changes),
                changes,
                page.next());
    }

    private static List<String> notes(WritingNow now, @Nullable String incomplete) {
        var notes = new ArrayList<String>();
        if (incomplete != null) {
            notes.add("Not complete: " + incomplete);
        }
        long left = now.canaryLeft();
        if (left > 0 && left < Long.MAX_VALUE) {
            notes.add("The canary phase takes " + left + " more customers, whichever come first");
        }
        return notes;
    }

    private static Change change(Entry entry, WritingNow now, boolean values) {
        ErrorCode error = entry.state().error();
        String record = entry.state().externalId();
        return new Change(
                entry.state().goldenId(),
                entry.isCreation() ? null : values || !record.contains("@") ? record : Masks.TEXT,
                entry.state().status().name(),
                entry.state().operation().name(),
                entry.changes().stream().map(change -> field(change, values)).toList(),
                error,
                error == null ? null : error.fix(),
                now.before(entry.state(), entry.empties()));
    }

    private static Field field(FieldChange change, boolean values) {
        return new Field(
                change.attribute().path(), node(change, change.before(), values), node(change, change.after(), values));
    }

    private static @Nullable JsonNode node(FieldChange change, @Nullable Value value, boolean values) {
        if (value == null) {
            return null;
        }
        return values ? CustomerDataJson.valueNode(change.attribute(), value) : Masks.VALUE;
    }

    private static Counts counts(List<Entry> entries, List<Change> changes) {
        long creates = entries.stream().filter(Entry::isCreation).count();
        long withdrawals = entries.stream().filter(Entry::isWithdrawal).count();
        return new Counts(
                creates,
                entries.size() - creates - withdrawals,
                withdrawals,
                entries.stream()
                        .flatMap(entry -> entry.changes().stream())
                        .filter(FieldChange::empties)
                        .count(),
                kept(changes, Obstacle.Kind.BRAKE),
                kept(changes, Obstacle.Kind.REFUSED),
                changes.stream().filter(change -> change.obstacles().isEmpty()).count());
    }

    private static long kept(List<Change> changes, Obstacle.Kind by) {
        return changes.stream()
                .filter(change -> change.obstacles().stream().anyMatch(obstacle -> obstacle.kind() == by))
                .count();
    }
}
