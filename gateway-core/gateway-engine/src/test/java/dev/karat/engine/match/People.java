package dev.karat.engine.match;

import dev.karat.api.model.Attribute;
import dev.karat.api.model.CustomerData;
import dev.karat.api.model.RecordKey;
import dev.karat.api.model.Value;
import dev.karat.engine.normalize.Features;
import dev.karat.engine.normalize.Normalizer;
import dev.karat.engine.normalize.TermTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Small worlds of customers for tests: few names and dates, so that records meet, and typing errors. */
public final class People {
    private static final String[] GIVEN = {"Robert", "Bob", "Maria", "Anna", "John", "Li", "Ingrid", "Mehmet"};
    private static final String[] FAMILY = {"Smith", "Garcia", "van der Berg", "Novak", "Lindqvist", "O'Hara"};
    private static final String[] STREETS = {"12 Main Street", "Hauptstrasse 7", "3 Rue Haute", "44 Hill Road"};
    private static final String[] PLACES = {"Springfield", "Graz", "Lyon"};

    private static final Normalizer NORMALIZER = new Normalizer(new TermTable(), "US");

    private People() {}

    public static Features features(CustomerData data) {
        return NORMALIZER.features(data);
    }

    /** A person with a name and, where not empty, a date of birth, an e-mail address and a street. */
    public static Features person(String given, String family, String birthDate, String email, String street) {
        return features(data(given, family, birthDate, email, street));
    }

    public static CustomerData data(String given, String family, String birthDate, String email, String street) {
        var data = CustomerData.builder();
        text(data, Attribute.GIVEN_NAME, given);
        text(data, Attribute.FAMILY_NAME, family);
        text(data, Attribute.BIRTH_DATE, birthDate);
        if (!email.isEmpty()) {
            data.texts(Attribute.EMAILS, email);
        }
        if (!street.isEmpty()) {
            data.put(
                    Attribute.ADDRESS,
                    Value.block(Map.of("streetAddress", street, "postalCode", "8010", "locality", "Graz")));
        }
        return data.build();
    }

    /** A person with a tax id, and a national id where it is not empty. */
    public static Features identified(String given, String family, String birthDate, String taxId, String nationalId) {
        var ids = CustomerData.builder().text(Attribute.TAX_ID, taxId);
        text(ids, Attribute.NATIONAL_ID, nationalId);
        return features(data(given, family, birthDate, "", "").with(ids.build()));
    }

    /** The standard model with other rules for identifiers. */
    public static MatchModel ruledBy(IdentifierRule... rules) {
        MatchModel standard = MatchModel.standard();
        return new MatchModel(
                "ruled",
                standard.linkAt(),
                standard.reviewAt(),
                standard.keyCap(),
                standard.guards(),
                List.of(rules),
                standard.person(),
                standard.organization(),
                standard.frequencies());
    }

    /** The standard model with other sizes of customers. */
    public static MatchModel sized(int membersMax, int membersAlarm) {
        MatchModel standard = MatchModel.standard();
        Guards guards = standard.guards();
        return new MatchModel(
                "sized",
                standard.linkAt(),
                standard.reviewAt(),
                standard.keyCap(),
                new Guards(
                        membersMax,
                        membersAlarm,
                        guards.step(),
                        guards.bridge(),
                        guards.pairFloor(),
                        guards.conflict(),
                        guards.contradicted(),
                        guards.sure()),
                standard.identifiers(),
                standard.person(),
                standard.organization(),
                standard.frequencies());
    }

    /** An identifier that decides by itself unless more customers bear it. */
    public static IdentifierRule decisive(Comparison identifier, int bearersMax) {
        return new IdentifierRule(identifier, true, bearersMax, List.of());
    }

    private static void text(CustomerData.Builder data, Attribute attribute, String text) {
        if (!text.isEmpty()) {
            data.text(attribute, text);
        }
    }

    public static RecordKey key(int number) {
        return new RecordKey("crm", "customer", "c" + number);
    }

    public static Member member(int number, Features features) {
        return new Member(number, key(number), features);
    }

    /** As many random records as wanted, of about a third as many customers. */
    public static List<Features> world(long seed, int records) {
        var random = new SplittableRandom(seed);
        List<Features> world = new ArrayList<>();
        while (world.size() < records) {
            String given = pick(GIVEN, random);
            String family = pick(FAMILY, random);
            String birthDate =
                    "19" + (60 + random.nextInt(4)) + "-0" + (1 + random.nextInt(3)) + "-1" + random.nextInt(3);
            String email = given.charAt(0) + "." + family.replace(" ", "") + random.nextInt(3) + "@mail.example.net";
            String street = pick(STREETS, random);
            for (int copies = 1 + random.nextInt(5); copies > 0 && world.size() < records; copies--) {
                world.add(person(
                        worn(given, random),
                        worn(family, random),
                        random.nextInt(4) == 0 ? "" : birthDate,
                        random.nextInt(3) == 0 ? "" : email,
                        random.nextInt(3) == 0
                                ? ""
                                : street + (random.nextInt(6) == 0 ? " " + pick(PLACES, random) : "")));
            }
        }
        return world;
    }

    private static String worn(String text, SplittableRandom random) {
        int kind = random.nextInt(12);
        int at = random.nextInt(text.length());
        if (kind == 0) {
            return text.substring(0, at) + "x" + text.substring(at);
        }
        return kind == 1 && text.length() > 3 ? text.substring(0, at) + text.substring(at + 1) : text;
    }

    private static String pick(String[] values, SplittableRandom random) {
        return values[random.nextInt(values.length)];
    }
}
