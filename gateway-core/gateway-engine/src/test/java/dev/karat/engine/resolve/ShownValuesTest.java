package dev.karat.engine.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.karat.api.model.RecordKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShownValuesTest {
    @TempDir
    private Path folder;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static RecordKey key(String system, String id) {
        return new RecordKey(system, "customer", id);
    }

    @Test
    void givesTheWantedRecordsTheirValuesAsTheyWereWritten() throws IOException {
        Path shop = file(
                "shop.csv",
                "\uFEFFid,system,givenName,email,colour,who\n1,shop, Ingrid ,,red,a\n2,shop,Bo,b@b.se,,b\n");
        Path erp = file("erp.csv", "familyName,id,system,who\n\"Garcia\n<b>\",1,erp,a\n");
        assertThat(ShownValues.read(List.of(shop, erp), Set.of(key("shop", "1"), key("erp", "1")), "who"))
                .isEqualTo(Map.of(
                        key("shop", "1"), Map.of("givenName", "Ingrid"),
                        key("erp", "1"), Map.of("familyName", "Garcia\n<b>")));
    }

    @Test
    void aLongValueIsCutBetweenCharacters() throws IOException {
        Path file = file("long.csv", "id,familyName\n1," + "😀".repeat(1_000) + "\n");
        assertThat(ShownValues.read(List.of(file), Set.of(key("", "1")), null))
                .hasEntrySatisfying(
                        key("", "1"),
                        values -> assertThat(values.get("familyName"))
                                .hasSizeLessThanOrEqualTo(ShownValues.VALUE_MAX)
                                .endsWith("😀…"));
    }
}
