package dev.karat.engine.mapping;

import org.jspecify.annotations.Nullable;

/** Turns one text of a vendor into its canonical form, and back. Safe for use by several threads. */
interface Converter {
    /** The canonical form, or null if the text cannot be read so. */
    @Nullable
    String in(String raw, MappingContext context);

    /** The vendor's form of a canonical text, or null if there is none. */
    default @Nullable String out(String canonical, MappingContext context) {
        return canonical;
    }

    /** This one first, then the other, and the other way round on the way out. */
    default Converter then(Converter next) {
        Converter first = this;
        return new Converter() {
            @Override
            public @Nullable String in(String raw, MappingContext context) {
                String half = first.in(raw, context);
                return half == null ? null : next.in(half, context);
            }

            @Override
            public @Nullable String out(String canonical, MappingContext context) {
                String half = next.out(canonical, context);
                return half == null ? null : first.out(half, context);
            }
        };
    }
}
