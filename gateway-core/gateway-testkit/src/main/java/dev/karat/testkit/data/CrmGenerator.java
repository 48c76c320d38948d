package dev.karat.testkit.data;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Makes what a CRM that grew over years holds of customers of eleven countries: one to five entries of each, two and a
 * half in the mean, as typed on some day, with the gaps and slips of such a database. The customers are those of
 * {@link CustomerGenerator} with many more names, towns and streets, so that people of the same full name are about as
 * rare as in life. The same seed always gives the same entries. Immutable, safe for use by several threads.
 */
public final class CrmGenerator {
    private static final String SYSTEM = "crm";
    private static final List<Region> REGIONS = Region.larger(Region.ALL);
    /** How many entries a customer has; each is as likely as the other ones of the list. */
    private static final List<Integer> ENTRIES = List.of(1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 5, 5);

    private static final int ENTRIES_PER_HOUSEHOLD_MAX = 32;

    private final long seed;
    private final SystemView view = new CrmView();

    public CrmGenerator(long seed) {
        this.seed = seed;
    }

    /** The first {@code count} entries, made while they are read, customer by customer. At most 30 million. */
    public Stream<GeneratedRecord> records(long count) {
        return LongStream.iterate(0, household -> household + 1)
                .boxed()
                .flatMap(household -> entries(household).stream())
                .limit(count);
    }

    private List<GeneratedRecord> entries(long household) {
        var draw = new Draw(~seed, household);
        var entries = new ArrayList<GeneratedRecord>();
        Map<Map<String, String>, String> seen = new HashMap<>();
        for (Customer member : Household.of(seed, household, REGIONS)) {
            int count = draw.one(ENTRIES);
            for (int i = 0; i < count; i++) {
                LocalDate day = draw.date(Household.FIRST_DAY, Household.LAST_DAY);
                Map<String, String> values =
                        view.view(member, day, new Noise(draw)).map();
                // Of two entries that are equal in everything nobody could say that they are two people.
                String truth = seen.putIfAbsent(values, member.truthId());
                if (truth == null || truth.equals(member.truthId())) {
                    long number = household * ENTRIES_PER_HOUSEHOLD_MAX + entries.size();
                    entries.add(
                            new GeneratedRecord(SYSTEM, CustomerGenerator.id("C", number), member.truthId(), values));
                }
            }
        }
        return entries;
    }
}
