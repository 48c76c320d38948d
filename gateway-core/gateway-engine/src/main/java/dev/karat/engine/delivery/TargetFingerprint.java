package dev.karat.engine.delivery;

import dev.karat.engine.ingest.ContentHash;
import dev.karat.engine.policy.TargetPolicy;
import java.util.TreeSet;

/** Tells what a target is given from what it was given before. Phase, canary and brake are not part of it. */
public final class TargetFingerprint {
    private TargetFingerprint() {}

    /**
     * The same for the same, in every process and version.
     *
     * @param mapping fingerprint of how the target's records are written
     */
    public static String of(TargetPolicy target, String mapping) {
        var give = new TreeSet<String>();
        target.give().forEach(attribute -> give.add(attribute.name()));
        return ContentHash.of(String.join(
                "\n",
                String.join(",", give),
                String.valueOf(target.where()),
                target.mode().name(),
                "clear " + target.blanksClear(),
                "duplicates " + target.duplicates(),
                "archived " + target.onArchive(),
                "left " + target.onLeave(),
                "consents " + target.consents(),
                mapping));
    }
}
