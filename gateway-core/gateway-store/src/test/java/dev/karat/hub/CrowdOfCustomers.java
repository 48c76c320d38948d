package dev.karat.hub;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.engine.ingest.IngestItem;
import dev.karat.engine.store.CustomerDataJson;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Records of some people in three systems, the same for the same seed, in pages of a few records that come in any order.
 * Some records know only the address of a person, some only the number, and some know both and so bridge the others.
 */
final class CrowdOfCustomers {
    private static final String[] SYSTEMS = {"erp", "shop", "mailing"};
    private static final String[] GIVEN = {"Ada", "Grace", "Alan", "Edsger", "Barbara", "Donald", "Hedy", "Konrad"};
    private static final String[] FAMILY = {"Lovelace", "Hopper", "Turing", "Dijkstra", "Liskov", "Knuth", "Lamarr"};

    private CrowdOfCustomers() {}

    static List<List<IngestItem>> pages(int people, int perPage, long seed) {
        var random = new Random(seed);
        List<IngestItem> versions = new ArrayList<>();
        for (int person = 0; person < people; person++) {
            int records = 2 + random.nextInt(5);
            for (int record = 0; record < records; record++) {
                boolean address = record < 2 || random.nextBoolean();
                boolean number = record < 1 || !address || random.nextBoolean();
                versions.add(version(versions.size(), person, address, number));
            }
        }
        Collections.shuffle(versions, random);
        var pages = new ArrayList<List<IngestItem>>();
        for (int from = 0; from < versions.size(); from += perPage) {
            pages.add(List.copyOf(versions.subList(from, Math.min(versions.size(), from + perPage))));
        }
        return pages;
    }

    private static IngestItem.Version version(int number, int person, boolean address, boolean phone) {
        String given = GIVEN[person % GIVEN.length];
        String family = FAMILY[person / GIVEN.length % FAMILY.length] + "-" + name(person);
        var builder = CustomerData.builder().text(Attribute.GIVEN_NAME, given).text(Attribute.FAMILY_NAME, family);
        if (address) {
            builder.texts(Attribute.EMAILS, "person" + person + "@mail" + person % 7 + ".test");
        }
        if (phone) {
            builder.texts(Attribute.PHONES, "+4930" + (5_000_000 + person));
        }
        CustomerData data = builder.build();
        return new IngestItem.Version(
                new RecordKey(SYSTEMS[number % SYSTEMS.length], "customer", "r" + number),
                false,
                false,
                data,
                1L,
                1_000_000L + number,
                1_000_000L + number,
                CustomerDataJson.write(data),
                new byte[] {1});
    }

    /** A word for a number, far enough from those of its neighbours. */
    private static String name(int number) {
        var random = new Random(number * 7919L);
        return random.ints(7, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
