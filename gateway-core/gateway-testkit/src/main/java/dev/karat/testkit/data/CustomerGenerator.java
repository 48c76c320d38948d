package dev.karat.testkit.data;

import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * Makes customers of eleven countries and what four systems hold of them. The same seed always gives the same records,
 * on every machine; each household depends on the seed and its own number only. Immutable, safe for use by several
 * threads.
 */
public final class CustomerGenerator {
    /** The systems in the order in which a customer's records come. */
    public static final List<String> SYSTEMS = List.of("erp", "shop", "mailing", "support");

    private static final Map<String, SystemView> VIEWS = Map.of(
            "erp", new ErpView(),
            "shop", new ShopView(),
            "mailing", new MailingView(),
            "support", new SupportView());
    private static final Map<String, Double> PRESENT =
            Map.of("erp", 0.55, "shop", 0.6, "mailing", 0.5, "support", 0.35);
    private static final Map<String, String> PREFIXES = Map.of("erp", "E", "shop", "S", "mailing", "M", "support", "T");
    private static final double ENTERED_TWICE = 0.03;
    /** A prime: multiplying by the other modulo this one gives every number a different one that tells nothing. */
    private static final long IDS = 999_999_937;

    private static final long SPREAD = 736_338_717;
    private static final int RECORDS_PER_HOUSEHOLD_MAX = 64;

    private final long seed;

    public CustomerGenerator(long seed) {
        this.seed = seed;
    }

    /** The first {@code count} records, made while they are read, customer by customer. At most 15 million. */
    public Stream<GeneratedRecord> records(long count) {
        return LongStream.iterate(0, household -> household + 1)
                .boxed()
                .flatMap(household -> records(household, Household.of(seed, household, Region.ALL)).stream())
                .limit(count);
    }

    private List<GeneratedRecord> records(long household, List<Customer> members) {
        var draw = new Draw(~seed, household);
        var records = new ArrayList<GeneratedRecord>();
        Set<String> mailboxes = new HashSet<>();
        for (Customer member : members) {
            String home = draw.one(SYSTEMS);
            for (String system : SYSTEMS) {
                boolean present = system.equals(home) || draw.chance(PRESENT.getOrDefault(system, 0.0));
                int times = !present ? 0 : draw.chance(ENTERED_TWICE) ? 2 : 1;
                for (int i = 0; i < times; i++) {
                    add(records, system, member, household, mailboxes, draw);
                }
            }
        }
        return records;
    }

    private void add(
            List<GeneratedRecord> records,
            String system,
            Customer customer,
            long household,
            Set<String> mailboxes,
            Draw draw) {
        LocalDate day = draw.date(Household.FIRST_DAY, Household.LAST_DAY);
        Fields fields = view(system).view(customer, day, new Noise(draw));
        String email = fields.get("email");
        // Vendors take an address once only; whoever comes second has none, and a subscriber without one is none.
        boolean unique = system.equals("erp") || email.isEmpty() || mailboxes.add(system + " " + email);
        if (!unique) {
            fields.without("email");
        }
        boolean nobody = fields.get("email").isEmpty()
                && (system.equals("mailing") || fields.get("name").contains("@"));
        if (nobody) {
            return;
        }
        LocalTime time = LocalTime.of(draw.between(6, 20), draw.between(0, 59), draw.between(0, 59));
        fields.put("updatedAt", day.atTime(time).toInstant(ZoneOffset.UTC).toString());
        records.add(new GeneratedRecord(
                system,
                id(prefix(system), household * RECORDS_PER_HOUSEHOLD_MAX + records.size()),
                customer.truthId(),
                fields.map()));
    }

    private static SystemView view(String system) {
        SystemView view = VIEWS.get(system);
        if (view == null) {
            throw new IllegalArgumentException("There is no system " + system);
        }
        return view;
    }

    private static String prefix(String system) {
        return PREFIXES.getOrDefault(system, "");
    }

    /** A number that tells nothing of the customer nor of the order, the same for the same one. */
    static String id(String prefix, long number) {
        long spread = (number % IDS) * SPREAD % IDS;
        return prefix + String.valueOf(1_000_000_000 + spread).substring(1);
    }
}
