package dev.karat.engine.match;

import dev.karat.engine.normalize.Email;
import dev.karat.engine.normalize.Features;
import dev.karat.engine.normalize.Hash;
import dev.karat.engine.normalize.Term;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts how many records have which value. Not safe for several threads. */
public final class FrequencyCounter {
    /**
     * Records of a usual stock of customers that every estimate is mixed with: a few hundred records do not show how
     * rare a value is in the world.
     */
    static final double PRIOR_RECORDS = 500;

    private final Map<Frequency, LongLongMap> counts = new EnumMap<>(Frequency.class);
    private final Map<Frequency, Long> records = new EnumMap<>(Frequency.class);
    private final LongLongMap seen = new LongLongMap();
    private static final long NOBODY = -1;

    private long bearer;
    private final LongLongMap bearers = new LongLongMap();

    private final boolean customersKnown;

    /** @param customersKnown false while every record still counts as a customer of its own */
    public FrequencyCounter(boolean customersKnown) {
        this.customersKnown = customersKnown;
        for (Frequency kind : Frequency.values()) {
            counts.put(kind, new LongLongMap());
            records.put(kind, 0L);
        }
    }

    /**
     * Counts one record.
     *
     * @param customer number of the customer, as far as known: a value counts once per customer
     */
    public void add(Features of, int customer) {
        bearer = customer;
        count(Frequency.GIVEN_NAME, of.given());
        count(Frequency.FAMILY_NAME, of.family());
        count(Frequency.FULL_NAME, NameComparer.fullName(of));
        count(Frequency.BIRTH_DATE, of.birthDate());
        count(Frequency.ADDRESS, PlaceComparer.addressHash(of));
        count(Frequency.STREET, of.street());
        count(Frequency.POSTCODE, of.postcode());
        count(Frequency.LOCALITY, of.locality());
        count(Frequency.BIRTH_PLACE, of.birthPlace());
        count(Frequency.OCCUPATION, of.occupation());
        for (Term organization : of.organizations()) {
            count(Frequency.ORGANIZATION, organization);
            for (int i = 0; i < organization.size(); i++) {
                count(Frequency.ORGANIZATION_WORD, organization.word(i));
            }
        }
        for (Term[] ids : List.of(of.nationalIds(), of.taxIds())) {
            for (Term id : ids) {
                bearers.increment(id.hash(), 1);
            }
        }
        contacts(of, customer);
    }

    /**
     * Who shares an address or a number counts by the given name as long as customers are not known: one customer's ten
     * records are one bearer, whatever else they say. A record without a name is no new bearer.
     */
    private void contacts(Features of, int customer) {
        Term given = of.given();
        boolean named = given != null || of.organizations().length > 0;
        long name = given != null ? given.root() : named ? of.organizations()[0].hash() : NOBODY;
        bearer = named && customersKnown ? customer : name;
        for (Email email : of.emails()) {
            count(Frequency.EMAIL, email.hash());
            count(Frequency.EMAIL_USER, email.user());
        }
        for (long phone : of.phones()) {
            count(Frequency.PHONE, ContactComparer.localHash(phone));
        }
    }

    private void count(Frequency kind, @Nullable Term term) {
        count(kind, term == null ? 0 : term.hash());
    }

    private void count(Frequency kind, long value) {
        if (value != 0) {
            long pair = Hash.join(TermFrequencies.key(kind, value), bearer);
            if (bearer == NOBODY) {
                counts(kind).increment(value, 0);
            } else if (seen.get(pair) == LongLongMap.NONE) {
                seen.put(pair, 1);
                counts(kind).increment(value, 1);
                records.merge(kind, 1L, Long::sum);
            }
        }
    }

    private LongLongMap counts(Frequency kind) {
        return counts.computeIfAbsent(kind, any -> new LongLongMap());
    }

    /**
     * The share of each value. The pair that is weighed brings two of the count itself, so one is left out.
     *
     * @param base where frequencies of unknown values come from
     * @param bearersMax records from which on an identifier is not used
     */
    public TermFrequencies frequencies(TermFrequencies base, int bearersMax) {
        var builder = new TermFrequencies.Builder();
        for (Frequency kind : Frequency.values()) {
            double standard = base.defaultOf(kind);
            double all = records.getOrDefault(kind, 0L) + PRIOR_RECORDS;
            builder.withDefault(kind, Math.max(standard * PRIOR_RECORDS / all, 1e-9));
            counts(kind).forEach((value, count) -> {
                double known = Math.pow(2, base.log2(kind, value));
                double others = Math.max(0, count - 1);
                double share = (others + Math.max(kind.unseen(), known * PRIOR_RECORDS)) / all;
                builder.put(kind, TermFrequencies.key(kind, value), Math.min(1, share));
            });
        }
        bearers.forEach((id, count) -> {
            if (count > bearersMax) {
                builder.put(Frequency.IDENTIFIER, TermFrequencies.key(Frequency.IDENTIFIER, id), 1);
            }
        });
        return builder.build();
    }
}
