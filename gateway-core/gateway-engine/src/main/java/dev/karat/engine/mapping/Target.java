package dev.karat.engine.mapping;

import dev.karat.api.model.Attribute;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A canonical attribute, or one component of a block.
 *
 * @param component null for the whole attribute
 */
record Target(Attribute attribute, @Nullable String component) {
    /** Reads {@code givenName} or {@code address.postalCode}. */
    static Optional<Target> of(String path) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            return Attribute.of(path).map(attribute -> new Target(attribute, null));
        }
        String component = path.substring(dot + 1);
        return Attribute.of(path.substring(0, dot))
                .filter(attribute -> attribute.components().contains(component))
                .map(attribute -> new Target(attribute, component));
    }

    String path() {
        return component == null ? attribute.path() : attribute.path() + "." + component;
    }
}
