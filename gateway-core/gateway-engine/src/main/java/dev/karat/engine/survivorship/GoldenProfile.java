package dev.karat.engine.survivorship;

import dev.karat.api.model.CustomerData;
import java.util.List;

/** The surviving values of one customer, each with its provenance, in the fixed order of the attributes. Immutable. */
public record GoldenProfile(CustomerData data, List<Provenance> provenance) {
    public static final GoldenProfile EMPTY = new GoldenProfile(CustomerData.empty(), List.of());

    public GoldenProfile {
        provenance = List.copyOf(provenance);
    }
}
