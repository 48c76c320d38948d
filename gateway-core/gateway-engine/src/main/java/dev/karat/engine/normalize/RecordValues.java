package dev.karat.engine.normalize;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The values of one record by which it may be recognized, wherever they stand. */
public interface RecordValues {
    /** A single value, or null. */
    @Nullable
    String text(Attribute attribute);

    /** The values of a list, empty if there are none. */
    List<String> texts(Attribute attribute);

    /** One component of a block, such as the postcode of the address, or null. */
    @Nullable
    String component(Attribute attribute, String name);

    static RecordValues of(CustomerData data) {
        return new RecordValues() {
            @Override
            public @Nullable String text(Attribute attribute) {
                return data.text(attribute);
            }

            @Override
            public List<String> texts(Attribute attribute) {
                return data.texts(attribute);
            }

            @Override
            public @Nullable String component(Attribute attribute, String name) {
                return data.component(attribute, name);
            }
        };
    }
}
