package dev.karat.connectors;

import dev.karat.camel.connector.ConnectorFolder;
import dev.karat.camel.connector.Connectors;
import dev.karat.camel.connector.spec.ConnectorSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.support.AnnotationConsumer;

/** The connectors in the folders of this module, each with its vendor's twin where there is one. */
final class VendorsOnDisk implements ArgumentsProvider, AnnotationConsumer<ForVendors> {
    /** The folder that holds all connectors. */
    static final Path ROOT = Path.of("").toAbsolutePath();

    static final Connectors CONNECTORS = Connectors.read(ROOT);

    private @Nullable ForVendors wanted;

    @Override
    public void accept(ForVendors asked) {
        wanted = asked;
    }

    /** True if such a test is run for the connector. */
    static boolean isFor(ForVendors wanted, ConnectorSpec spec) {
        return spec.capabilities().containsAll(Set.of((Object[]) wanted.can()))
                && Vendor.of(spec.id())
                        .filter(vendor -> !wanted.oneOfAnAddress() || vendor.hasOneOfAnAddress())
                        .isPresent();
    }

    @Override
    public Stream<? extends Arguments> provideArguments(ExtensionContext context) {
        return CONNECTORS.ids().stream()
                .flatMap(id -> Vendor.of(id).stream().map(vendor -> new Found(vendor, CONNECTORS.get(id))))
                .filter(found -> isFor(Objects.requireNonNull(wanted), found.folder.spec()))
                .map(found -> Arguments.of(new VendorUnderTest(found.folder, found.vendor)));
    }

    /** One connector with its twin. */
    static VendorUnderTest open(Vendor vendor) {
        return new VendorUnderTest(CONNECTORS.get(vendor.connector), vendor);
    }

    private record Found(Vendor vendor, ConnectorFolder folder) {}

    static List<String> ids() {
        return CONNECTORS.ids();
    }
}
