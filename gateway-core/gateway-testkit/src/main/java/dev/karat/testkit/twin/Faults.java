package dev.karat.testkit.twin;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The faults planned for a twin, first planned first used. Safe for use by several threads. */
public final class Faults {
    private record Planned(int times, String method, String pathPart, boolean kind, Fault fault) {
        boolean fits(String requestMethod, String path, String pathKind) {
            return (method.isEmpty() || method.equals(requestMethod))
                    && (kind ? pathKind.equals(pathPart) : path.contains(pathPart));
        }
    }

    private final UnaryOperator<String> kind;
    private final List<Planned> planned = new ArrayList<>();

    /** @param kind what paths have in common that differ only in the record that they name */
    Faults(UnaryOperator<String> kind) {
        this.kind = kind;
    }

    /** Lets the next requests fail, whatever they ask. */
    public Faults next(int times, Fault fault) {
        return next(times, "", "", fault);
    }

    /**
     * Lets the next requests of a kind fail.
     *
     * @param times how many, at least 1
     * @param method HTTP method, or empty for any
     * @param pathPart text that the percent-encoded path holds, or empty for any
     */
    public synchronized Faults next(int times, String method, String pathPart, Fault fault) {
        planned.add(new Planned(times, method, pathPart, false, fault));
        return this;
    }

    /** Lets the next request of the same kind fail as this one did not: the same method, and a path of the same form. */
    public synchronized Faults nextLike(RequestLog.Entry request, Fault fault) {
        planned.add(new Planned(1, request.method(), kind.apply(request.path()), true, fault));
        return this;
    }

    /** How many requests are still going to fail. */
    public synchronized int pending() {
        return planned.stream().mapToInt(Planned::times).sum();
    }

    /** Forgets every planned fault. */
    public synchronized void clear() {
        planned.clear();
    }

    /** The fault for this request, used up by asking; null if it is answered as usual. */
    synchronized @Nullable Fault take(String method, String path) {
        String pathKind = kind.apply(path);
        for (int i = 0; i < planned.size(); i++) {
            Planned plan = planned.get(i);
            if (plan.fits(method, path, pathKind)) {
                if (plan.times > 1) {
                    planned.set(i, new Planned(plan.times - 1, plan.method, plan.pathPart, plan.kind, plan.fault));
                } else {
                    planned.remove(i);
                }
                return plan.fault;
            }
        }
        return null;
    }
}
